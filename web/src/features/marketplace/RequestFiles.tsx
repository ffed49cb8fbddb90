import { Text } from "@mantine/core";
import { Icon } from "@/components/Icon";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { formatBytes } from "@/lib/bytes";
import { fileLink } from "@/lib/files";
import { useSession } from "@/lib/session";
import type { RequestFile } from "@/lib/types";

/** What the buyer shows; to open something one has to be signed in. */
export function RequestFiles({ files }: { files: RequestFile[] }) {
  const signedIn = useSession().status === "signedIn";
  const open = useSubmit({ send: fileLink, onDone: ({ url }) => window.location.assign(url) });
  const line = (file: RequestFile) => (
    <>
      <Icon name="requests" />
      <span className="file-name">{file.name}</span>
      <span className="file-size">{formatBytes(file.bytes)}</span>
    </>
  );
  return (
    <>
      <ul className="files">
        {files.map((file) => (
          <li key={file.fileId}>
            {signedIn ? <button type="button" className="file" aria-label={tMarket.request.openFile(file.name)} onClick={() => open.mutate(file.fileId)}>{line(file)}</button> : <div className="file">{line(file)}</div>}
          </li>
        ))}
      </ul>
      <Text size="sm" c="var(--quiet)" mt="sm">{signedIn ? tMarket.request.filesHint : tMarket.request.signInFile}</Text>
      {open.error && <ErrorBox error={open.error} />}
    </>
  );
}

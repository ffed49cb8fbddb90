import { ActionIcon, Button, FileButton, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";
import { Icon } from "@/components/Icon";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { sendFile } from "@/lib/api";
import { formatBytes } from "@/lib/bytes";
import type { RequestFile } from "@/lib/types";
import { MOST_FILES } from "./draft";
import type { StepProps } from "./steps";

/** Files are sent as they are chosen; the request only names them. */
export function FilesStep({ draft, change, said }: StepProps) {
  const [over, setOver] = useState(false);
  const [tooMany, setTooMany] = useState(false);
  const [sending, setSending] = useState("");
  const add = useSubmit({
    send: async (chosen: File[]) => {
      const sent: RequestFile[] = [...draft.files];
      try {
        for (const file of chosen) {
          setSending(file.name);
          const { id, name, contentType, bytes, width, height } = await sendFile(file, "attachment");
          sent.push({ fileId: id, name, contentType, bytes, width, height });
          // Each as it arrives: the next one may be refused.
          change({ files: [...sent] });
        }
      } finally {
        setSending("");
      }
    },
  });
  const take = (chosen: File[]) => {
    const room = MOST_FILES - draft.files.length;
    setTooMany(chosen.length > room);
    if (room > 0 && chosen.length > 0) add.mutate(chosen.slice(0, room));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  const problem = said.files ?? said.fileIds ?? Object.entries(said).find(([path]) => path.startsWith("fileIds["))?.[1];
  return (
    <>
      {draft.files.length > 0 && (
        <ul className="files" style={{ marginBlockEnd: 14 }}>
          {draft.files.map((file) => (
            <li key={file.fileId} className="file">
              <Icon name="requests" />
              <span className="file-name">{file.name}</span>
              <span className="file-size">{formatBytes(file.bytes)}</span>
              <ActionIcon variant="subtle" color="gray" size={32} aria-label={tMarket.wizard.removeFile(file.name)} onClick={() => change({ files: draft.files.filter(({ fileId }) => fileId !== file.fileId) })}>
                <svg width="14" height="14" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden><path d="m2.500 2.500 7 7M9.500 2.500l-7 7" /></svg>
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <div
        className="drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileButton multiple accept="image/jpeg,image/png,image/webp,application/pdf,text/plain,application/zip" onChange={take}>
          {(props) => <Button {...props} variant="default" loading={add.isPending} disabled={draft.files.length >= MOST_FILES}>{tMarket.wizard.addFiles}</Button>}
        </FileButton>
        <Text size="sm" c="var(--quiet)">{tMarket.wizard.dropHere}</Text>
        <Text size="sm" c="var(--quiet)">{tMarket.wizard.filesLimit(MOST_FILES)}</Text>
        <div role="status">{sending && <Text size="sm">{tMarket.wizard.uploading(sending)}</Text>}</div>
      </div>
      {tooMany && <Text size="sm" mt="sm" role="alert">{tMarket.wizard.tooMany(MOST_FILES)}</Text>}
      {problem && <Text size="sm" mt="sm" role="alert" c="light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))">{problem}</Text>}
      {add.error && <ErrorBox error={add.error} />}
    </>
  );
}

import { Button, CloseButton, FileButton, Group, Text } from "@mantine/core";
import { t } from "@/i18n/common";
import { tOrder } from "@/i18n/order";
import { formatBytes } from "@/lib/bytes";

/** Files that go with an action; they are sent with it. */
export function FilesField({ label, files, change }: { label: string; files: File[]; change: (files: File[]) => void }) {
  return (
    <div>
      <Group gap="sm">
        <FileButton multiple onChange={(added) => change([...files, ...added])}>{(props) => <Button {...props} variant="default" size="sm">{label}</Button>}</FileButton>
        <Text size="sm" c="var(--quiet)">{tOrder.attachHint}</Text>
      </Group>
      {files.length > 0 && (
        <ul className="plain" aria-label={tOrder.attached} style={{ marginBlockStart: 8 }}>
          {files.map((file, i) => (
            <li key={`${file.name}${i}`} className="attached">
              <span className="attached-name" dir="auto">{file.name}</span>
              <Text span size="sm" c="var(--quiet)">{formatBytes(file.size)}</Text>
              <CloseButton aria-label={`${t.common.remove}: ${file.name}`} onClick={() => change(files.filter((_, at) => at !== i))} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

import { Button, Group, Stack, Text } from "@mantine/core";
import { Copy } from "@/components/Copy";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";
import { saveText } from "@/lib/saveFile";

/** Recovery codes, to be taken away in one of three ways. Printed, they stand on the page alone. */
export function Codes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const says = tSettings.security.codesFile(location.host);
  const download = () => saveText(`${t.app.name.toLowerCase()}-recovery-codes.txt`, `${says}\n\n${codes.join("\n")}\n`);
  return (
    <Stack className="codes-sheet">
      <Text>{tSettings.security.codesHint}</Text>
      <Text className="only-print">{says}</Text>
      <ul className="codes">{codes.map((code) => <li key={code} dir="ltr">{code}</li>)}</ul>
      <Group justify="space-between" className="no-print">
        <Group gap="xs">
          <Copy value={codes.join("\n")} label={tSettings.security.codesCopy} />
          <Button size="xs" variant="default" onClick={download}>{tSettings.security.codesDownload}</Button>
          <Button size="xs" variant="default" onClick={() => window.print()}>{tSettings.security.codesPrint}</Button>
        </Group>
        <Button onClick={onKept}>{tSettings.security.codesKept}</Button>
      </Group>
    </Stack>
  );
}

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { signedOut, useUser } from "@/lib/session";
import { downloadExport, eraseAccount } from "./api";
import { SettingsFrame } from "./SettingsFrame";

export default function PrivacyPage() {
  const user = useUser();
  const load = useSubmit({ send: () => downloadExport() });
  const form = useForm({ initialValues: { confirm: "" } });
  const erase = useSubmit({ send: eraseAccount, done: tSettings.privacy.erased, onDone: signedOut });
  if (!user) return null;
  return (
    <SettingsFrame title={tSettings.nav.privacy}>
      <Card title={tSettings.privacy.exportTitle}>
        <Stack align="flex-start">
          <Text>{tSettings.privacy.exportHint}</Text>
          <Button variant="default" loading={load.isPending} onClick={() => load.mutate()}>{tSettings.privacy.export}</Button>
          {load.error && <ErrorBox error={load.error} />}
        </Stack>
      </Card>
      <Card title={tSettings.privacy.eraseTitle}>
        <form onSubmit={form.onSubmit(({ confirm }) => erase.mutate(confirm))}>
          <Stack>
            <Text>{tSettings.privacy.eraseHint}</Text>
            <Text size="sm" c="var(--quiet)">{tSettings.privacy.eraseNote}</Text>
            <TextInput label={tSettings.privacy.confirm(user.displayName)} required autoComplete="off" {...form.getInputProps("confirm")} error={formErrors(erase.error).confirm} />
            {erase.error && <ErrorBox error={erase.error} />}
            <Group><Button type="submit" color="red" loading={erase.isPending} disabled={form.values.confirm !== user.displayName}>{tSettings.privacy.erase}</Button></Group>
          </Stack>
        </form>
      </Card>
    </SettingsFrame>
  );
}

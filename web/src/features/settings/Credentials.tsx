import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { factorsQuery } from "@/features/accounts/api";
import { stepUp } from "@/features/accounts/ways";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { changeEmail, changePassword } from "./api";

export function EmailCard() {
  const user = useUser();
  const form = useForm({ initialValues: { email: "" } });
  const send = useSubmit({ send: changeEmail, onDone: () => form.reset() });
  return (
    <Card title={tSettings.security.emailTitle}>
      <Text mb="md">{user?.email ?? tSettings.security.emailNone}</Text>
      <form onSubmit={form.onSubmit(({ email }) => send.mutate(email.trim()))}>
        <Group align="flex-end" gap="sm">
          <TextInput style={{ flex: "1 1 220px" }} label={tSettings.security.emailNew} type="email" autoComplete="email" required maxLength={254} {...form.getInputProps("email")} error={formErrors(send.error).email} />
          <Button type="submit" variant="default" loading={send.isPending}>{tSettings.security.emailSend}</Button>
        </Group>
      </form>
      {send.isSuccess && <Text size="sm" mt="sm" role="status">{tSettings.security.emailSent}</Text>}
      {send.error && <ErrorBox error={send.error} />}
    </Card>
  );
}

export function PasswordCard() {
  const factors = useQuery(factorsQuery);
  return <Card title={tSettings.security.passwordTitle}><Loaded query={factors} lines={2}>{({ hasPassword, totp }) => <PasswordForm key={String(hasPassword)} has={hasPassword} proves={hasPassword && !totp} />}</Loaded></Card>;
}

/** `proves`: the current password is also the fresh proof that the change needs, so it is asked for once. */
function PasswordForm({ has, proves }: { has: boolean; proves: boolean }) {
  const form = useForm({ initialValues: { current: "", password: "" } });
  const save = useSubmit({
    send: async (body: { current: string | null; password: string }) => {
      if (proves && body.current) await stepUp({ password: body.current });
      return changePassword(body);
    },
    done: tSettings.security.passwordDone,
    stale: [keys.account.factors, keys.account.sessions],
    onDone: () => form.reset(),
  });
  const said = formErrors(save.error);
  return (
    <form onSubmit={form.onSubmit(({ current, password }) => save.mutate({ current: has ? current : null, password }))}>
      <Stack>
        {has ? (
          <PasswordInput label={tSettings.security.current} autoComplete="current-password" required maxLength={128} {...form.getInputProps("current")} error={said.current} />
        ) : (
          <Text size="sm" c="var(--quiet)">{tSettings.security.passwordNone}</Text>
        )}
        <PasswordInput label={tSettings.security.next} description={t.auth.passwordHint} autoComplete="new-password" required minLength={10} maxLength={128} {...form.getInputProps("password")} error={said.password} />
        {save.error && <ErrorBox error={save.error} />}
        <Group><Button type="submit" variant="default" loading={save.isPending}>{has ? tSettings.security.passwordChange : tSettings.security.passwordSet}</Button></Group>
      </Stack>
    </form>
  );
}

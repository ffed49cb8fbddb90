import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { formErrors } from "@/lib/errors";
import { signedOut } from "@/lib/session";
import { useFragment } from "./fragment";
import { NoToken } from "./NoToken";
import { resetPassword } from "./ways";

export default function ResetPage() {
  const { token } = useFragment("token");
  const form = useForm({ initialValues: { password: "" } });
  const submit = useSubmit({ send: resetPassword, onDone: signedOut });
  if (!token) return <NoToken title={tAccess.reset.title} to="/forgot" ask={tAccess.signIn.again} />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={tAccess.reset.title} subtitle={submit.isSuccess ? undefined : tAccess.reset.hint}>
        <Card>
          {submit.isSuccess ? (
            <Stack align="flex-start">
              <Text>{tAccess.reset.done}</Text>
              <Button component={Link} to="/login">{t.nav.signIn}</Button>
            </Stack>
          ) : (
            <form onSubmit={form.onSubmit(({ password }) => submit.mutate({ token, password }))}>
              <Stack>
                <PasswordInput label={tAccess.reset.password} description={t.auth.passwordHint} autoComplete="new-password" required minLength={10} maxLength={128} autoFocus {...form.getInputProps("password")} error={formErrors(submit.error).password} />
                {submit.error && <ErrorBox error={submit.error} />}
                <Button type="submit" size="md" loading={submit.isPending}>{tAccess.reset.save}</Button>
              </Stack>
            </form>
          )}
        </Card>
      </Page>
    </div>
  );
}

import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Navigate } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { useUser } from "@/lib/session";
import { useFragment } from "./fragment";
import { NoToken } from "./NoToken";
import { verifyEmail } from "./ways";

export default function VerifyPage() {
  const user = useUser();
  const { token } = useFragment("token");
  const form = useForm({ initialValues: { password: "" } });
  const submit = useSubmit({ send: verifyEmail });
  if (user) return <Navigate to="/" replace />;
  if (!token) return <NoToken title={tAccess.register.verifyTitle} to="/register" ask={t.nav.register} />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={tAccess.register.verifyTitle} subtitle={tAccess.register.verifyHint}>
        <Card>
          <form onSubmit={form.onSubmit(({ password }) => submit.mutate({ token, password }))}>
            <Stack>
              <PasswordInput label={t.auth.password} autoComplete="current-password" required maxLength={128} autoFocus {...form.getInputProps("password")} />
              {submit.error && <ErrorBox error={submit.error} />}
              <Button type="submit" size="md" loading={submit.isPending}>{tAccess.register.verify}</Button>
              <Text size="sm" c="var(--quiet)">{tAccess.register.forgotIt}</Text>
            </Stack>
          </form>
        </Card>
      </Page>
    </div>
  );
}

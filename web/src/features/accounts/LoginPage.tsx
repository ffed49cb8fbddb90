import { Anchor, Badge, Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useLocation } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/en";
import { formErrors } from "@/lib/errors";
import { useUser } from "@/lib/session";
import { devQuery, signIn } from "./api";

export default function LoginPage() {
  const user = useUser();
  const { state } = useLocation();
  const from = typeof state?.from === "string" ? state.from : "/";
  const dev = useQuery(devQuery).data;
  const form = useForm({ initialValues: { email: "", password: "" } });
  const submit = useSubmit({ send: signIn });
  const said = formErrors(submit.error);
  if (user) return <Navigate to={from} replace />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={t.auth.signIn} subtitle={from === "/" ? undefined : t.auth.needed}>
        <Card>
          <form onSubmit={form.onSubmit((values) => submit.mutate(values))}>
            <Stack>
              <TextInput label={t.auth.email} type="email" autoComplete="username" required {...form.getInputProps("email")} error={said.email} />
              <PasswordInput label={t.auth.password} autoComplete="current-password" required {...form.getInputProps("password")} error={said.password} />
              {submit.error && <ErrorBox error={submit.error} />}
              <Button type="submit" loading={submit.isPending} size="md">{t.auth.signIn}</Button>
            </Stack>
          </form>
          <Text size="sm" mt="md" c="var(--quiet)">
            {t.auth.noAccount} <Anchor component={Link} to="/register" state={state}>{t.nav.register}</Anchor>
          </Text>
        </Card>
        {dev && dev.accounts.length > 0 && (
          <Card title={t.auth.devTitle}>
            <Text size="sm" c="var(--quiet)" mb="sm">{t.auth.devHint}</Text>
            <Stack gap="xs">
              {dev.accounts.map((account) => (
                <Button
                  key={account.email}
                  variant="default"
                  justify="space-between"
                  fullWidth
                  title={account.email}
                  disabled={submit.isPending}
                  onClick={() => submit.mutate({ email: account.email, password: account.password })}
                  rightSection={<Group gap={4}>{account.roles.map((role) => <Badge key={role} variant="light" tt="none" size="sm">{role}</Badge>)}</Group>}
                >
                  {account.name}
                </Button>
              ))}
            </Stack>
          </Card>
        )}
      </Page>
    </div>
  );
}

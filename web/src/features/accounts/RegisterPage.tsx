import { Anchor, Button, Input, PasswordInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { formErrors } from "@/lib/errors";
import { useUser } from "@/lib/session";
import { devQuery, register } from "./api";

export default function RegisterPage() {
  const user = useUser();
  const { state } = useLocation();
  const [written, setWritten] = useState<string | null>(null);
  if (user) return <Navigate to={typeof state?.from === "string" ? state.from : "/"} replace />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      {written ? <Written email={written} /> : <Ask state={state} onDone={setWritten} />}
    </div>
  );
}

function Ask({ state, onDone }: { state: unknown; onDone: (email: string) => void }) {
  const form = useForm({ initialValues: { email: "", password: "", displayName: "", accountType: "both" as "both" | "buyer" | "seller" } });
  const submit = useSubmit({ send: register, onDone: (_, { email }) => onDone(email) });
  const said = formErrors(submit.error);
  return (
    <Page title={t.auth.register}>
      <Card>
        <form onSubmit={form.onSubmit((values) => submit.mutate(values))}>
          <Stack>
            <TextInput label={t.auth.name} autoComplete="nickname" required maxLength={60} {...form.getInputProps("displayName")} error={said.displayName} />
            <TextInput label={t.auth.email} type="email" autoComplete="username" required maxLength={254} {...form.getInputProps("email")} error={said.email} />
            <PasswordInput label={t.auth.password} description={t.auth.passwordHint} autoComplete="new-password" required minLength={10} maxLength={128} {...form.getInputProps("password")} error={said.password} />
            <Input.Wrapper label={t.auth.iWant}>
              <SegmentedControl
                fullWidth
                mt={4}
                aria-label={t.auth.iWant}
                data={[{ value: "both", label: t.auth.both }, { value: "buyer", label: t.auth.buyer }, { value: "seller", label: t.auth.seller }]}
                {...form.getInputProps("accountType")}
              />
            </Input.Wrapper>
            {submit.error && <ErrorBox error={submit.error} />}
            <Button type="submit" loading={submit.isPending} size="md">{t.nav.register}</Button>
          </Stack>
        </form>
        <Text size="sm" mt="md" c="var(--quiet)">
          {t.auth.haveAccount} <Anchor component={Link} to="/login" state={state}>{t.nav.signIn}</Anchor>
        </Text>
      </Card>
    </Page>
  );
}

function Written({ email }: { email: string }) {
  const dev = useQuery(devQuery).data;
  return (
    <Page title={tAccess.register.sentTitle}>
      <Card>
        <Text>{tAccess.register.sent(email)}</Text>
        <Text size="sm" c="var(--quiet)" mt="sm">{tAccess.register.notThere}</Text>
        {dev && <Button component={Link} to="/mailbox" variant="default" mt="md">{tAccess.register.mailbox}</Button>}
      </Card>
    </Page>
  );
}

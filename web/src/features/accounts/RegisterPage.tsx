import { Anchor, Button, Input, PasswordInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, Navigate, useLocation } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/en";
import { formErrors } from "@/lib/errors";
import { useUser } from "@/lib/session";
import { register } from "./api";

export default function RegisterPage() {
  const user = useUser();
  const { state } = useLocation();
  const form = useForm({ initialValues: { email: "", password: "", displayName: "", accountType: "both" as "both" | "buyer" | "seller" } });
  const submit = useSubmit({ send: register });
  const said = formErrors(submit.error);
  if (user) return <Navigate to={typeof state?.from === "string" ? state.from : "/"} replace />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
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
    </div>
  );
}

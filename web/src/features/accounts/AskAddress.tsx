import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { formErrors } from "@/lib/errors";
import { devQuery } from "./api";

interface Props {
  title: string;
  hint: string;
  button: string;
  /** Said afterwards, whether or not there is such an account. */
  sent: string;
  send: (email: string) => Promise<unknown>;
}

/** Asks for an address to send a link to. */
export function AskAddress({ title, hint, button, sent, send }: Props) {
  const dev = useQuery(devQuery).data;
  const form = useForm({ initialValues: { email: "" } });
  const submit = useSubmit({ send });
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={submit.isSuccess ? tAccess.signIn.sentTitle : title} subtitle={submit.isSuccess ? undefined : hint}>
        <Card>
          {submit.isSuccess ? (
            <Stack align="flex-start">
              <Text>{sent}</Text>
              {dev && <Button component={Link} to="/mailbox" variant="default">{tAccess.register.mailbox}</Button>}
            </Stack>
          ) : (
            <form onSubmit={form.onSubmit(({ email }) => submit.mutate(email.trim()))}>
              <Stack>
                <TextInput label={t.auth.email} type="email" autoComplete="username" required maxLength={254} autoFocus {...form.getInputProps("email")} error={formErrors(submit.error).email} />
                {submit.error && <ErrorBox error={submit.error} />}
                <Button type="submit" size="md" loading={submit.isPending}>{button}</Button>
              </Stack>
            </form>
          )}
          <Anchor component={Link} to="/login" size="sm" mt="md" display="inline-block">{t.nav.signIn}</Anchor>
        </Card>
      </Page>
    </div>
  );
}

import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { a } from "@/i18n/account";
import { t } from "@/i18n/en";
import { tokens } from "@/lib/session";
import { fragment } from "./fragment";
import { NoToken } from "./NoToken";
import { confirmEmail } from "./ways";

export default function ConfirmEmailPage() {
  const [{ token }] = useState(() => fragment("token"));
  const submit = useSubmit({ send: confirmEmail, onDone: () => void tokens.refresh() });
  if (!token) return <NoToken title={a.confirmEmail.title} />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={a.confirmEmail.title}>
        <Card>
          <Stack align="flex-start">
            <Text>{submit.isSuccess ? a.confirmEmail.done : a.confirmEmail.hint}</Text>
            {submit.error && <ErrorBox error={submit.error} />}
            {submit.isSuccess ? (
              <Button component={Link} to="/account">{t.nav.account}</Button>
            ) : (
              <Button loading={submit.isPending} onClick={() => submit.mutate(token)}>{a.confirmEmail.confirm}</Button>
            )}
          </Stack>
        </Card>
      </Page>
    </div>
  );
}

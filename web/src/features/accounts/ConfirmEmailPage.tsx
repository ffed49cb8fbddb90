import { Button, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { tokens } from "@/lib/session";
import { useFragment } from "./fragment";
import { NoToken } from "./NoToken";
import { confirmEmail } from "./ways";

export default function ConfirmEmailPage() {
  const { token } = useFragment("token");
  const submit = useSubmit({ send: confirmEmail, onDone: () => void tokens.refresh() });
  if (!token) return <NoToken title={tAccess.confirmEmail.title} />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={tAccess.confirmEmail.title}>
        <Card>
          <Stack align="flex-start">
            <Text>{submit.isSuccess ? tAccess.confirmEmail.done : tAccess.confirmEmail.hint}</Text>
            {submit.error && <ErrorBox error={submit.error} />}
            {submit.isSuccess ? (
              <Button component={Link} to="/account">{t.nav.account}</Button>
            ) : (
              <Button loading={submit.isPending} onClick={() => submit.mutate(token)}>{tAccess.confirmEmail.confirm}</Button>
            )}
          </Stack>
        </Card>
      </Page>
    </div>
  );
}

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { Navigate } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { useUser } from "@/lib/session";
import { AskAddress } from "./AskAddress";
import { useFragment } from "./fragment";
import { SecondFactorForm } from "./SecondFactorForm";
import { askForLink, useLink } from "./ways";

/** Asks for a sign-in link, or, opened by one, signs in. */
export default function MagicPage() {
  const user = useUser();
  const link = useFragment("token");
  const [token, setToken] = useState(link.token);
  if (user) return <Navigate to="/" replace />;
  if (token) return <Use token={token} onBack={() => setToken(undefined)} />;
  return <AskAddress title={tAccess.signIn.linkTitle} hint={tAccess.signIn.linkHint} send={askForLink} button={tAccess.signIn.linkSend} sent={tAccess.signIn.sentLink} />;
}

/** Asks for a click: programs that look into letters open links too, and a link must not sign anybody in behind their back. */
function Use({ token, onBack }: { token: string; onBack: () => void }) {
  const use = useSubmit({ send: useLink });
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={use.data ? tAccess.second.title : use.error ? tAccess.signIn.failed : tAccess.signIn.openTitle}>
        {use.data ? (
          <Card><SecondFactorForm ticket={use.data.ticket} onBack={onBack} /></Card>
        ) : use.error ? (
          <Card>
            <ErrorBox error={use.error} />
            <Button mt="md" onClick={onBack}>{tAccess.signIn.again}</Button>
          </Card>
        ) : (
          <Card>
            <Text>{tAccess.signIn.openHint}</Text>
            <Button mt="md" size="md" loading={use.isPending} onClick={() => use.mutate(token)}>{t.auth.signIn}</Button>
          </Card>
        )}
      </Page>
    </div>
  );
}

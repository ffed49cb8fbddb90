import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Navigate } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox, Loading } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { a } from "@/i18n/account";
import { useUser } from "@/lib/session";
import { AskAddress } from "./AskAddress";
import { fragment } from "./fragment";
import { SecondFactorForm } from "./SecondFactorForm";
import { askForLink, useLink } from "./ways";

/** Asks for a sign-in link, or, opened by one, signs in. */
export default function MagicPage() {
  const user = useUser();
  const [token, setToken] = useState(() => fragment("token").token);
  if (user) return <Navigate to="/" replace />;
  if (token) return <Use token={token} onBack={() => setToken(undefined)} />;
  return <AskAddress title={a.signIn.linkTitle} hint={a.signIn.linkHint} send={askForLink} button={a.signIn.linkSend} sent={a.signIn.sentLink} />;
}

function Use({ token, onBack }: { token: string; onBack: () => void }) {
  const { mutate, ...use } = useSubmit({ send: useLink });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a link is used once, when the page opens
  useEffect(() => mutate(token), [token]);
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={use.data ? a.second.title : use.error ? a.signIn.failed : a.signIn.opening}>
        {use.data ? (
          <Card><SecondFactorForm ticket={use.data.ticket} onBack={onBack} /></Card>
        ) : use.error ? (
          <Card>
            <ErrorBox error={use.error} />
            <Button mt="md" onClick={onBack}>{a.signIn.again}</Button>
          </Card>
        ) : (
          <Loading />
        )}
      </Page>
    </div>
  );
}

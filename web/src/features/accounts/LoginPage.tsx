import { Anchor, Badge, Button, Divider, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { formErrors } from "@/lib/errors";
import { useUser } from "@/lib/session";
import type { Role } from "@/lib/types";
import { telegramInitData } from "@/lib/telegram";
import { useWallets } from "@/lib/wallet";
import { devQuery } from "./api";
import { useFragment } from "./fragment";
import { SecondFactorForm } from "./SecondFactorForm";
import { forgetQuietPasskey, methodsQuery, signIn, signInWithPasskey, signInWithTelegram, signInWithWallet, wasClosed } from "./ways";

/** Where to go after signing in: remembered over a way round by another site, but never an address elsewhere. */
const FROM = "amanat.from";

export default function LoginPage() {
  const user = useUser();
  const { state } = useLocation();
  const from = typeof state?.from === "string" ? state.from : "/";
  // What an OpenID provider's answer was turned into.
  const told = useFragment("ticket", "error");
  const [ticket, setTicket] = useState(told.ticket ?? null);
  if (user) return <Navigate to={from} replace />;
  return (
    <div style={{ maxWidth: 460, marginInline: "auto" }}>
      <Page title={ticket ? tAccess.second.title : t.auth.signIn} subtitle={from === "/" || ticket ? undefined : t.auth.needed}>
        {ticket ? (
          <Card><SecondFactorForm ticket={ticket} onBack={() => setTicket(null)} /></Card>
        ) : (
          <FirstFactor state={state} from={from} refused={told.error} onOwed={setTicket} />
        )}
      </Page>
    </div>
  );
}

function FirstFactor({ state, from, refused, onOwed }: { state: unknown; from: string; refused?: string; onOwed: (ticket: string) => void }) {
  const dev = useQuery(devQuery).data;
  const methods = useQuery(methodsQuery).data;
  const form = useForm({ initialValues: { email: "", password: "" } });
  const submit = useSubmit({ send: signIn, onDone: (owed) => owed && onOwed(owed.ticket) });
  const passkey = useSubmit({ send: async () => void (await signInWithPasskey()) });
  const wallets = useWallets();
  const wallet = useSubmit({ send: signInWithWallet, onDone: (owed) => owed && onOwed(owed.ticket) });
  const telegram = useSubmit({ send: signInWithTelegram, onDone: (owed) => owed && onOwed(owed.ticket) });
  const said = formErrors(submit.error);

  // Browsers that can offer a passkey in the address field do.
  useEffect(() => {
    if (!methods?.passkeys || !globalThis.PublicKeyCredential) return;
    void signInWithPasskey(true).catch(() => undefined);
    return () => void forgetQuietPasskey();
  }, [methods?.passkeys]);

  return (
    <>
      {refused && <ErrorBox error={new Error(tAccess.signIn.errors[refused] ?? tAccess.signIn.otherError)} />}
      <Card>
        <form onSubmit={form.onSubmit((values) => submit.mutate(values))}>
          <Stack>
            <TextInput label={t.auth.email} type="email" autoComplete="username webauthn" required {...form.getInputProps("email")} error={said.email} />
            <PasswordInput label={t.auth.password} autoComplete="current-password" required {...form.getInputProps("password")} error={said.password} />
            {submit.error && <ErrorBox error={submit.error} />}
            <Button type="submit" loading={submit.isPending} size="md">{t.auth.signIn}</Button>
          </Stack>
        </form>
        <Group justify="space-between" mt="md" gap="xs">
          <Anchor component={Link} to="/forgot" size="sm">{tAccess.signIn.forgot}</Anchor>
          {methods?.magicLink && <Anchor component={Link} to="/magic" size="sm">{tAccess.signIn.link}</Anchor>}
        </Group>
        <Divider my="md" label={tAccess.signIn.or} />
        <Stack gap="xs">
          {methods?.passkeys && <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>{tAccess.signIn.passkey}</Button>}
          {passkey.error && <ErrorBox error={wasClosed(passkey.error) ? new Error(tAccess.signIn.passkeyNone) : passkey.error} />}
          {methods?.telegram && telegramInitData && <Button variant="default" loading={telegram.isPending} onClick={() => telegram.mutate(telegramInitData ?? "")}>{tAccess.signIn.with("Telegram")}</Button>}
          {telegram.error && <ErrorBox error={telegram.error} />}
          {methods?.wallet && wallets.map(({ id, name, provider }) => (
            <Button key={id} variant="default" loading={wallet.isPending} onClick={() => wallet.mutate(provider)}>{tAccess.signIn.with(name)}</Button>
          ))}
          {wallet.error && <ErrorBox error={wallet.error} />}
          {methods?.providers.map(({ id, name }) => (
            <Button key={id} component="a" href={`/api/auth/oidc/${id}/start`} variant="default" onClick={() => sessionStorage.setItem(FROM, from)}>{tAccess.signIn.with(name)}</Button>
          ))}
        </Stack>
        <Text size="sm" mt="md" c="var(--quiet)">
          {t.auth.noAccount} <Anchor component={Link} to="/register" state={state}>{t.nav.register}</Anchor>
        </Text>
      </Card>
      {dev && dev.accounts.length > 0 && (
        <Card title={t.auth.devTitle}>
          <Text size="sm" c="var(--quiet)" mb="sm">{t.auth.devHint} <Anchor component={Link} to="/mailbox">{tAccess.register.mailbox}</Anchor></Text>
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
                rightSection={<Group gap={4}>{account.roles.map((role) => <Badge key={role} variant="light" tt="none" size="sm">{t.roles[role as Role] ?? role}</Badge>)}</Group>}
              >
                {account.name}
              </Button>
            ))}
          </Stack>
        </Card>
      )}
    </>
  );
}

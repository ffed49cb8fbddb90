import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Ago, Card } from "@/components/bits";
import { Confirm } from "@/components/Confirm";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useFragment } from "@/features/accounts/fragment";
import { methodsQuery } from "@/features/accounts/ways";
import { tAccess } from "@/i18n/access";
import { tSettings } from "@/i18n/settings";
import { keys } from "@/lib/keys";
import { telegramInitData } from "@/lib/telegram";
import { useWallets } from "@/lib/wallet";
import { identitiesQuery, linkTelegram, linkWallet, startLink, unlink } from "./api";

const STALE = [keys.account.identities];

/** Accounts elsewhere that sign this person in. */
export function Identities() {
  const query = useQuery(identitiesQuery);
  const methods = useQuery(methodsQuery).data;
  const wallets = useWallets();
  const told = useFragment("error");
  const link = useSubmit({ send: startLink, onDone: ({ url }) => location.assign(url) });
  const wallet = useSubmit({ send: linkWallet, stale: STALE, done: tSettings.security.linked });
  const telegram = useSubmit({ send: linkTelegram, stale: STALE, done: tSettings.security.linked });
  const remove = useSubmit({ send: unlink, stale: STALE, done: tSettings.security.unlinked });
  const error = remove.error ?? link.error ?? wallet.error ?? telegram.error ?? (told.error ? new Error(tAccess.signIn.errors[told.error] ?? tAccess.signIn.otherError) : null);
  return (
    <Card title={tSettings.security.identities}>
      <Text size="sm" c="var(--quiet)" mb="md">{tSettings.security.identitiesHint}</Text>
      <Loaded query={query} lines={2}>
        {({ items }) => (
          <Stack gap="md">
            {items.length === 0 && <Text>{tSettings.security.identitiesNone}</Text>}
            {items.map((identity) => (
              <Group key={identity.id} justify="space-between">
                <div style={{ minWidth: 0 }}>
                  <Text style={{ overflowWrap: "anywhere" }}>{identity.name} · {identity.label}</Text>
                  <Text size="sm" c="var(--quiet)">{identity.lastUsedAt ? <>{tSettings.security.lastUsed} <Ago at={identity.lastUsedAt} /></> : tSettings.security.never}</Text>
                </div>
                <Confirm label={tSettings.security.unlink} variant="subtle" color="gray" aria-label={`${tSettings.security.unlink}: ${identity.name}`} title={tSettings.security.unlinkAsk} text={tSettings.security.unlinkHint} action={tSettings.security.unlink} busy={remove.isPending && remove.variables === identity.id} onConfirm={() => remove.mutate(identity.id)} />
              </Group>
            ))}
            <Group gap="sm">
              {methods?.providers.filter(({ id }) => !items.some((i) => i.provider === id)).map(({ id, name }) => (
                <Button key={id} size="xs" variant="default" loading={link.isPending} onClick={() => link.mutate(id)}>{tSettings.security.link(name)}</Button>
              ))}
              {methods?.telegram && telegramInitData && !items.some((i) => i.provider === "telegram") && <Button size="xs" variant="default" loading={telegram.isPending} onClick={() => telegram.mutate(telegramInitData ?? "")}>{tSettings.security.link("Telegram")}</Button>}
              {methods?.wallet && !items.some((i) => i.provider === "ethereum") && wallets.map(({ id, name, provider }) => (
                <Button key={id} size="xs" variant="default" loading={wallet.isPending} onClick={() => wallet.mutate(provider)}>{tSettings.security.link(name)}</Button>
              ))}
            </Group>
          </Stack>
        )}
      </Loaded>
      {error && <ErrorBox error={error} />}
    </Card>
  );
}

import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Address, Ago, Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { networksQuery } from "@/features/payments/assets";
import { t } from "@/i18n/en";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { updateUser, useUser } from "@/lib/session";
import { formatDay } from "@/lib/time";
import type { SessionView, User } from "@/lib/types";
import { addressesQuery, rename, removeAddress, revokeSession, sessionsQuery, setAddress, signOut } from "./api";

export default function AccountPage() {
  const user = useUser();
  if (!user) return null;
  return (
    <Page title={t.account.title} narrow actions={<Button variant="default" onClick={() => void signOut()}>{t.nav.signOut}</Button>}>
      <Profile user={user} />
      <Addresses />
      <Sessions />
    </Page>
  );
}

function Profile({ user }: { user: User }) {
  const form = useForm({ initialValues: { displayName: user.displayName } });
  const save = useSubmit({ send: rename, done: t.common.saved, onDone: updateUser });
  return (
    <Card title={t.account.profile}>
      <Facts
        rows={[
          [t.auth.email, user.email],
          [t.account.roles, <Group key="r" gap={6} justify="flex-end">{user.roles.map((role) => <Badge key={role} variant="light" tt="none">{role}</Badge>)}</Group>],
          [t.account.joined, formatDay(user.createdAt)],
        ]}
      />
      <form onSubmit={form.onSubmit(({ displayName }) => save.mutate(displayName))}>
        <Group align="flex-end" mt="lg" gap="sm">
          <TextInput style={{ flex: 1 }} label={t.auth.name} required maxLength={60} {...form.getInputProps("displayName")} error={formErrors(save.error).displayName} />
          <Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty()}>{t.common.save}</Button>
        </Group>
        {save.error && <ErrorBox error={save.error} />}
      </form>
    </Card>
  );
}

function Addresses() {
  const networks = useQuery(networksQuery);
  const addresses = useQuery(addressesQuery);
  return (
    <Card title={t.account.addresses}>
      <Text size="sm" c="var(--quiet)" mb="md">{t.account.addressHint}</Text>
      <Loaded query={networks} lines={2}>
        {(list) => (
          <Stack gap="lg">
            {list.map((network) => (
              <AddressLine
                key={network.chainId}
                chainId={network.chainId}
                name={network.name}
                known={addresses.data?.items.find((a) => a.chainId === network.chainId)?.address}
              />
            ))}
          </Stack>
        )}
      </Loaded>
      {addresses.error && <ErrorBox error={addresses.error} />}
    </Card>
  );
}

function AddressLine({ chainId, name, known }: { chainId: number; name: string; known?: string }) {
  const [editing, setEditing] = useState(false);
  const form = useForm({ initialValues: { address: "" } });
  const stale = [keys.account.addresses, keys.payouts.all];
  const save = useSubmit({ send: setAddress, stale, done: t.common.saved, onDone: () => setEditing(false) });
  const remove = useSubmit({ send: removeAddress, stale });
  if (!editing)
    return (
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{name}</Text>
          {known ? <Address value={known} /> : <Text c="var(--quiet)">{t.account.addressNone}</Text>}
        </div>
        <Group gap="xs">
          {known && <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate(chainId)}>{t.common.remove}</Button>}
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>{t.account.change}</Button>
        </Group>
        {remove.error && <ErrorBox error={remove.error} />}
      </Group>
    );
  return (
    <form onSubmit={form.onSubmit(({ address }) => save.mutate({ chainId, address: address.trim() }))}>
      <Stack gap="sm">
        <TextInput label={`${name}: ${t.account.address}`} required spellCheck={false} autoComplete="off" classNames={{ input: "mono" }} data-autofocus {...form.getInputProps("address")} error={formErrors(save.error).address} />
        {save.error && <ErrorBox error={save.error} />}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
          <Button variant="default" onClick={() => setEditing(false)}>{t.common.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Sessions() {
  const query = useQuery(sessionsQuery);
  const revoke = useSubmit({ send: revokeSession, stale: [keys.account.sessions], done: t.account.revoked });
  return (
    <Card title={t.account.sessions}>
      <Loaded query={query}>
        {({ items }) => (
          <Stack gap="md">
            {items.map((session: SessionView) => (
              <Group key={session.id} justify="space-between" wrap="nowrap">
                <div style={{ minWidth: 0 }}>
                  <Text truncate>{device(session.userAgent)} {session.current && <Badge variant="light" tt="none" size="sm">{t.account.current}</Badge>}</Text>
                  <Text size="sm" c="var(--quiet)">{session.client && <>{session.client} · </>}{t.account.lastUsed} <Ago at={session.lastUsedAt} /></Text>
                </div>
                {!session.current && <Button size="xs" style={{ flexShrink: 0 }} variant="default" loading={revoke.isPending && revoke.variables === session.id} onClick={() => revoke.mutate(session.id)}>{t.account.revoke}</Button>}
              </Group>
            ))}
            {revoke.error && <ErrorBox error={revoke.error} />}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

/** Browser and system out of a User-Agent, as far as they are recognisable. */
function device(agent: string | null | undefined): string {
  if (!agent) return t.account.unknownAgent;
  const browser = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([mark]) => agent.includes(mark as string))?.[1];
  const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["Linux", "Linux"]].find(([mark]) => agent.includes(mark as string))?.[1];
  return [browser, system].filter(Boolean).join(" · ") || agent;
}

import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Ago, Card } from "@/components/bits";
import { Confirm } from "@/components/Confirm";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { revokeSession, sessionsQuery } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { SessionView } from "@/lib/types";
import { signedOut } from "@/lib/session";
import { endAll, endOthers, nameSession } from "./api";
import { device } from "./device";

const STALE = [keys.account.sessions];

/** Where a person is signed in. */
export function Sessions() {
  const query = useQuery(sessionsQuery);
  const others = useSubmit({ send: () => endOthers(), stale: STALE, done: tSettings.security.othersDone });
  const all = useSubmit({ send: () => endAll(), onDone: signedOut });
  const actions = (
    <Group gap="xs">
      <Button size="xs" variant="default" loading={others.isPending} onClick={() => others.mutate()}>{tSettings.security.others}</Button>
      <Confirm label={tSettings.security.everywhere} title={tSettings.security.everywhereAsk} text={tSettings.security.everywhereHint} action={tSettings.security.everywhere} busy={all.isPending} error={all.error} onConfirm={() => all.mutate()} />
    </Group>
  );
  return (
    <Card title={tSettings.security.sessions} actions={actions}>
      <Loaded query={query}>{({ items }) => <Stack gap="md">{items.map((session) => <Line key={session.id} session={session} />)}</Stack>}</Loaded>
      {others.error && <ErrorBox error={others.error} />}
    </Card>
  );
}

function Line({ session }: { session: SessionView }) {
  const [editing, { open, close }] = useDisclosure();
  const called = session.name ?? device(session.userAgent);
  const form = useForm({ initialValues: { name: session.name ?? "" } });
  const save = useSubmit({ send: nameSession, stale: STALE, onDone: close });
  const revoke = useSubmit({ send: revokeSession, stale: STALE, done: tSettings.overview.revoked });
  if (editing)
    return (
      <form onSubmit={form.onSubmit(({ name }) => save.mutate({ id: session.id, name: name.trim() }))}>
        <Group align="flex-end" gap="sm">
          <TextInput style={{ flex: 1 }} label={tSettings.security.name} required maxLength={60} data-autofocus {...form.getInputProps("name")} error={formErrors(save.error).name} />
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        </Group>
      </form>
    );
  return (
    <div>
      <Group justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Text component="div" truncate>{called} {session.current && <Badge variant="light" tt="none" size="sm">{tSettings.overview.current}</Badge>}</Text>
          <Text size="sm" c="var(--quiet)">{tSettings.security.by[session.signedInBy]}{session.client && <> · {session.client}</>} · {tSettings.overview.lastUsed} <Ago at={session.lastUsedAt} /></Text>
        </div>
        <Group gap="xs">
          <Button size="xs" variant="subtle" color="gray" onClick={open}>{tSettings.security.rename}</Button>
          {!session.current && <Button size="xs" variant="default" loading={revoke.isPending} onClick={() => revoke.mutate(session.id)} aria-label={`${tSettings.overview.revoke}: ${called}`}>{tSettings.overview.revoke}</Button>}
        </Group>
      </Group>
      {revoke.error && <ErrorBox error={revoke.error} />}
    </div>
  );
}

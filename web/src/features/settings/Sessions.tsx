import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Ago, Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { revokeSession, sessionsQuery } from "@/features/accounts/api";
import { s } from "@/i18n/account";
import { t } from "@/i18n/en";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { SessionView } from "@/lib/types";
import { endOthers, nameSession } from "./api";
import { device } from "./device";

const STALE = [keys.account.sessions];

/** Where a person is signed in. */
export function Sessions() {
  const query = useQuery(sessionsQuery);
  const others = useSubmit({ send: () => endOthers(), stale: STALE, done: s.security.othersDone });
  return (
    <Card title={s.security.sessions} actions={<Button size="xs" variant="default" loading={others.isPending} onClick={() => others.mutate()}>{s.security.others}</Button>}>
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
  const revoke = useSubmit({ send: revokeSession, stale: STALE, done: t.account.revoked });
  if (editing)
    return (
      <form onSubmit={form.onSubmit(({ name }) => save.mutate({ id: session.id, name: name.trim() }))}>
        <Group align="flex-end" gap="sm">
          <TextInput style={{ flex: 1 }} label={s.security.name} required maxLength={60} data-autofocus {...form.getInputProps("name")} error={formErrors(save.error).name} />
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        </Group>
      </form>
    );
  return (
    <div>
      <Group justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Text component="div" truncate>{called} {session.current && <Badge variant="light" tt="none" size="sm">{t.account.current}</Badge>}</Text>
          <Text size="sm" c="var(--quiet)">{s.security.by[session.signedInBy]}{session.client && <> · {session.client}</>} · {t.account.lastUsed} <Ago at={session.lastUsedAt} /></Text>
        </div>
        <Group gap="xs">
          <Button size="xs" variant="subtle" color="gray" onClick={open}>{s.security.rename}</Button>
          {!session.current && <Button size="xs" variant="default" loading={revoke.isPending} onClick={() => revoke.mutate(session.id)} aria-label={`${t.account.revoke}: ${called}`}>{t.account.revoke}</Button>}
        </Group>
      </Group>
      {revoke.error && <ErrorBox error={revoke.error} />}
    </div>
  );
}

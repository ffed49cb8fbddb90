import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Ago, Card } from "@/components/bits";
import { Confirm } from "@/components/Confirm";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { addPasskey, methodsQuery, wasClosed, wasKnown } from "@/features/accounts/ways";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { passkeysQuery, removePasskey, renamePasskey } from "./api";

const STALE = [keys.account.passkeys, keys.account.factors];

export function Passkeys() {
  const query = useQuery(passkeysQuery);
  const offered = useQuery(methodsQuery).data?.passkeys;
  const remove = useSubmit({ send: removePasskey, stale: STALE });
  return (
    <Card title={tSettings.security.passkeys}>
      <Text size="sm" c="var(--quiet)" mb="md">{tSettings.security.passkeysHint}</Text>
      <Loaded query={query} lines={2}>
        {({ items }) => (
          <Stack gap="md">
            {items.length === 0 && <Text>{tSettings.security.passkeyNone}</Text>}
            {items.map((passkey) => (
              <Line key={passkey.id} {...passkey} busy={remove.isPending && remove.variables === passkey.id} onRemove={() => remove.mutate(passkey.id)} />
            ))}
            {remove.error && <ErrorBox error={remove.error} />}
          </Stack>
        )}
      </Loaded>
      {offered && <Add />}
    </Card>
  );
}

interface LineProps {
  id: string;
  name: string;
  lastUsedAt?: string | null;
  busy: boolean;
  onRemove: () => void;
}

function Line({ id, name, lastUsedAt, busy, onRemove }: LineProps) {
  const [editing, { open, close }] = useDisclosure();
  const form = useForm({ initialValues: { name } });
  const save = useSubmit({ send: renamePasskey, stale: STALE, onDone: close });
  if (editing)
    return (
      <form onSubmit={form.onSubmit((values) => save.mutate({ id, name: values.name.trim() }))}>
        <Group align="flex-end" gap="sm">
          <TextInput style={{ flex: 1 }} label={tSettings.security.passkeyName} required maxLength={60} data-autofocus {...form.getInputProps("name")} error={formErrors(save.error).name} />
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        </Group>
      </form>
    );
  return (
    <Group justify="space-between">
      <div>
        <Text>{name}</Text>
        <Text size="sm" c="var(--quiet)">{lastUsedAt ? <>{tSettings.security.lastUsed} <Ago at={lastUsedAt} /></> : tSettings.security.never}</Text>
      </div>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={open}>{tSettings.security.rename}</Button>
        <Confirm label={t.common.remove} variant="subtle" color="gray" aria-label={`${t.common.remove}: ${name}`} title={tSettings.security.passkeyRemoveAsk} text={tSettings.security.passkeyRemoveHint} action={t.common.remove} busy={busy} onConfirm={onRemove} />
      </Group>
    </Group>
  );
}

function Add() {
  const form = useForm({ initialValues: { name: "" } });
  const add = useSubmit({ send: addPasskey, stale: STALE, done: tSettings.security.passkeyAdded, onDone: () => form.reset() });
  const error = wasClosed(add.error) ? new Error(tSettings.security.passkeyClosed) : wasKnown(add.error) ? new Error(tSettings.security.passkeyKnown) : add.error;
  return (
    <form onSubmit={form.onSubmit(({ name }) => add.mutate(name.trim()))}>
      <Group align="flex-end" gap="sm" mt="md">
        <TextInput style={{ flex: "1 1 220px" }} label={tSettings.security.passkeyName} description={tSettings.security.passkeyNameHint} required maxLength={60} {...form.getInputProps("name")} error={formErrors(add.error).name} />
        <Button type="submit" variant="default" loading={add.isPending}>{tSettings.security.passkeyAdd}</Button>
      </Group>
      {error && <ErrorBox error={error} />}
    </form>
  );
}

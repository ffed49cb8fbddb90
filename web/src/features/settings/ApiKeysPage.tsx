import { Anchor, Badge, Button, Checkbox, Group, Modal, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Ago, Card, Copy } from "@/components/bits";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { s } from "@/i18n/account";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatDay } from "@/lib/time";
import type { ApiKey, Scope } from "@/lib/types";
import { loadKeys, makeKey, revokeKey } from "./api";
import { SettingsFrame } from "./SettingsFrame";

const STALE = [keys.account.apiKeys];

export default function ApiKeysPage() {
  const query = usePages(keys.account.apiKeys, loadKeys);
  const [making, setMaking] = useState(false);
  // Shown once, so kept here and nowhere else.
  const [made, setMade] = useState<string | null>(null);
  return (
    <SettingsFrame title={s.nav.keys}>
      <Group justify="space-between" mb="md" wrap="nowrap" align="flex-start">
        <Text size="sm" c="var(--quiet)">{s.keys.hint} <Anchor href="/docs" size="sm">{s.keys.docs}</Anchor></Text>
        <Button style={{ flexShrink: 0 }} onClick={() => setMaking(true)}>{s.keys.add}</Button>
      </Group>
      <PagedList query={query} empty={<Empty title={s.keys.none} />}>
        {(items) => <div>{items.map((key) => <Line key={key.id} apiKey={key} />)}</div>}
      </PagedList>
      <Modal opened={making} onClose={() => setMaking(false)} title={s.keys.add} keepMounted={false} size="lg">
        <KeyForm
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      </Modal>
      <Modal opened={made !== null} onClose={() => setMade(null)} title={s.keys.made} closeOnClickOutside={false} keepMounted={false} size="lg">
        <Stack>
          <Text>{s.keys.madeHint}</Text>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <pre className="code" style={{ flex: 1, margin: 0 }} translate="no">{made}</pre>
            <Copy value={made ?? ""} label={s.keys.copy} />
          </Group>
          <Group justify="flex-end"><Button onClick={() => setMade(null)}>{s.keys.kept}</Button></Group>
        </Stack>
      </Modal>
    </SettingsFrame>
  );
}

function Line({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useSubmit({ send: revokeKey, stale: STALE, done: s.keys.revoked });
  const ended = apiKey.revokedAt ? s.keys.revoked : Date.parse(apiKey.expiresAt) < Date.now() ? s.keys.expired : null;
  return (
    <Card>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text component="div" fw={600}>{apiKey.name} {ended && <Badge variant="light" color="gray" tt="none" size="sm">{ended}</Badge>}</Text>
          <Text size="sm"><span className="mono">{apiKey.prefix}…</span> · {apiKey.scopes.map((scope) => s.keys.scope[scope]).join(", ")}</Text>
          <Text size="sm" c="var(--quiet)">
            {s.keys.expires} {formatDay(apiKey.expiresAt)} · {apiKey.lastUsedAt ? <>{s.security.lastUsed} <Ago at={apiKey.lastUsedAt} />{apiKey.lastUsedFrom && ` ${s.keys.from} ${apiKey.lastUsedFrom}`}</> : s.security.never}
          </Text>
          <Text size="sm" c="var(--quiet)">{s.keys.limit(apiKey.perMinute)}{apiKey.allowedNetworks.length > 0 && <> · <span className="mono">{apiKey.allowedNetworks.join(", ")}</span></>}</Text>
        </div>
        {!ended && <Button size="xs" variant="default" loading={revoke.isPending} onClick={() => revoke.mutate(apiKey.id)} title={s.keys.revokeAsk} aria-label={`${s.keys.revoke}: ${apiKey.name}`}>{s.keys.revoke}</Button>}
      </Group>
      {revoke.error && <ErrorBox error={revoke.error} />}
    </Card>
  );
}

const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function KeyForm({ onMade }: { onMade: (key: string) => void }) {
  const form = useForm({ initialValues: { name: "", scopes: ["read"] as Scope[], expiresInDays: 90, perMinute: 60, networks: "" } });
  const make = useSubmit({
    send: ({ networks, ...rest }: typeof form.values) => makeKey({ ...rest, allowedNetworks: lines(networks) }),
    stale: STALE,
    onDone: ({ key }) => onMade(key),
  });
  const said = formErrors(make.error);
  const wrong = lines(make.variables?.networks ?? "").find((_, i) => said[`allowedNetworks[${i}]`]);
  return (
    <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
      <Stack>
        <TextInput label={s.keys.name} description={s.keys.nameHint} required maxLength={60} data-autofocus {...form.getInputProps("name")} error={said.name} />
        <Checkbox.Group label={s.keys.scopes} {...form.getInputProps("scopes")} error={said.scopes}>
          <Stack gap={8} mt={6}>{Object.entries(s.keys.scope).map(([scope, label]) => <Checkbox key={scope} value={scope} label={label} />)}</Stack>
        </Checkbox.Group>
        <div className="fields">
          <NumberInput label={s.keys.days} required min={1} max={365} {...form.getInputProps("expiresInDays")} error={said.expiresInDays} />
          <NumberInput label={s.keys.perMinute} required min={1} max={6000} {...form.getInputProps("perMinute")} error={said.perMinute} />
        </div>
        <Textarea label={s.keys.networks} description={s.keys.networksHint} autosize minRows={2} classNames={{ input: "mono" }} {...form.getInputProps("networks")} error={wrong ? s.keys.networkWrong(wrong) : said.allowedNetworks} />
        {make.error && !wrong && <ErrorBox error={make.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={make.isPending} disabled={form.values.scopes.length === 0}>{s.keys.make}</Button>
        </Group>
      </Stack>
    </form>
  );
}

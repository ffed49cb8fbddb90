import { Anchor, Badge, Button, Checkbox, Group, Modal, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Ago, Card } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { PagedList, usePages } from "@/components/pages";
import { Confirm } from "@/components/Confirm";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { list } from "@/i18n/format";
import { tSettings } from "@/i18n/settings";
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
    <SettingsFrame title={tSettings.nav.keys}>
      <Group justify="space-between" mb="md" wrap="nowrap" align="flex-start">
        <Text size="sm" c="var(--quiet)">{tSettings.keys.hint} <Anchor href="/docs" size="sm">{tSettings.keys.docs}</Anchor></Text>
        <Button style={{ flexShrink: 0 }} onClick={() => setMaking(true)}>{tSettings.keys.add}</Button>
      </Group>
      <PagedList query={query} empty={<Empty icon="key" title={tSettings.keys.none}>{tSettings.keys.noneHint}</Empty>}>
        {(items) => <div>{items.map((key) => <Line key={key.id} apiKey={key} />)}</div>}
      </PagedList>
      <Modal opened={making} onClose={() => setMaking(false)} title={tSettings.keys.add} keepMounted={false} size="lg">
        <KeyForm
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      </Modal>
      <Modal opened={made !== null} onClose={() => setMade(null)} title={tSettings.keys.made} closeOnClickOutside={false} keepMounted={false} size="lg">
        <Stack>
          <Text>{tSettings.keys.madeHint}</Text>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <pre className="code" style={{ flex: 1, margin: 0 }} translate="no">{made}</pre>
            <Copy value={made ?? ""} label={tSettings.keys.copy} />
          </Group>
          <Group justify="flex-end"><Button onClick={() => setMade(null)}>{tSettings.keys.kept}</Button></Group>
        </Stack>
      </Modal>
    </SettingsFrame>
  );
}

function Line({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useSubmit({ send: revokeKey, stale: STALE, done: tSettings.keys.revoked });
  const ended = apiKey.revokedAt ? tSettings.keys.revoked : Date.parse(apiKey.expiresAt) < Date.now() ? tSettings.keys.expired : null;
  return (
    <Card>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text component="div" fw={600}>{apiKey.name} {ended && <Badge variant="light" color="gray" tt="none" size="sm">{ended}</Badge>}</Text>
          <Text size="sm"><span className="mono">{apiKey.prefix}…</span> · {list(apiKey.scopes.map((scope) => tSettings.keys.scope[scope] ?? scope))}</Text>
          <Text size="sm" c="var(--quiet)">
            {tSettings.keys.expires} {formatDay(apiKey.expiresAt)} · {apiKey.lastUsedAt ? <>{tSettings.security.lastUsed} <Ago at={apiKey.lastUsedAt} />{apiKey.lastUsedFrom && ` ${tSettings.keys.from} ${apiKey.lastUsedFrom}`}</> : tSettings.security.never}
          </Text>
          <Text size="sm" c="var(--quiet)">{tSettings.keys.limit(apiKey.perMinute)}{apiKey.allowedNetworks.length > 0 && <> · <span className="mono">{apiKey.allowedNetworks.join(", ")}</span></>}</Text>
        </div>
        {!ended && <Confirm label={tSettings.keys.revoke} aria-label={`${tSettings.keys.revoke}: ${apiKey.name}`} title={tSettings.keys.revoke} text={tSettings.keys.revokeAsk} action={tSettings.keys.revoke} busy={revoke.isPending} error={revoke.error} onConfirm={() => revoke.mutate(apiKey.id)} />}
      </Group>
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
        <TextInput label={tSettings.keys.name} description={tSettings.keys.nameHint} required maxLength={60} data-autofocus {...form.getInputProps("name")} error={said.name} />
        <Checkbox.Group label={tSettings.keys.scopes} {...form.getInputProps("scopes")} error={said.scopes}>
          <Stack gap={8} mt={6}>{Object.entries(tSettings.keys.scope).map(([scope, label]) => <Checkbox key={scope} value={scope} label={label} />)}</Stack>
        </Checkbox.Group>
        <div className="fields">
          <NumberInput label={tSettings.keys.days} required min={1} max={365} {...form.getInputProps("expiresInDays")} error={said.expiresInDays} />
          <NumberInput label={tSettings.keys.perMinute} required min={1} max={6000} {...form.getInputProps("perMinute")} error={said.perMinute} />
        </div>
        <Textarea label={tSettings.keys.networks} description={tSettings.keys.networksHint} autosize minRows={2} classNames={{ input: "mono" }} {...form.getInputProps("networks")} error={wrong ? tSettings.keys.networkWrong(wrong) : said.allowedNetworks} />
        {make.error && !wrong && <ErrorBox error={make.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={make.isPending} disabled={form.values.scopes.length === 0}>{tSettings.keys.make}</Button>
        </Group>
      </Stack>
    </form>
  );
}

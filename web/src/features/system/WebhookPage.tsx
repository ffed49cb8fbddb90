import { Alert, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { formatTime } from "@/lib/time";
import { replayWebhook, webhookQuery } from "./api";
import { Ask } from "./bits";
import type { WebhookDetail } from "./types";
import "./system.css";

const w = tSystem.webhooks;

export default function WebhookPage() {
  const { id = "" } = useParams();
  return <Loaded query={useQuery(webhookQuery(id))} lines={8}>{(detail) => <Detail detail={detail} />}</Loaded>;
}

function Detail({ detail: { webhook, headers, body, isCut } }: { detail: WebhookDetail }) {
  const [asking, setAsking] = useState(false);
  return (
    <Page
      title={(w.providers as Record<string, string>)[webhook.provider] ?? webhook.provider}
      back={{ to: "/staff/webhooks", label: w.title }}
      subtitle={<span className="hash">{webhook.deliveryKey}</span>}
      actions={<Button onClick={() => setAsking(true)}>{w.replay}</Button>}
    >
      <Card>
        <Facts
          rows={[
            [w.state, <StateBadge key="s" state={webhook.state} words={w.states} />],
            webhook.outcome ? [w.outcome, webhook.outcome] : null,
            [w.attempts, num(webhook.attempts)],
            webhook.replays > 0 ? [w.replays, num(webhook.replays)] : null,
            [w.received, formatTime(webhook.receivedAt)],
            [w.tried, webhook.triedAt ? <Ago key="t" at={webhook.triedAt} /> : t.common.nothing],
            [w.processed, webhook.processedAt ? formatTime(webhook.processedAt) : t.common.nothing],
            [w.size, w.bytes(webhook.bytes)],
          ]}
        />
      </Card>
      {webhook.lastError && <Alert color="red" variant="light" radius="md" title={w.lastError} my="md"><pre className="raw">{webhook.lastError}</pre></Alert>}
      <Card title={w.headers}>
        {headers.length === 0 ? <Text c="var(--quiet)">{t.common.none}</Text> : (
          <Facts rows={headers.map(({ name, value }) => [name, value === null || value === undefined ? <Text key="h" span c="var(--quiet)">{w.hidden}</Text> : <span key="v" className="hash">{value}</span>])} />
        )}
      </Card>
      <Card title={w.body} actions={<Copy value={body} label={w.copyBody} />}>
        {isCut && <Text size="sm" c="var(--quiet)" mb="xs">{w.cut}</Text>}
        <pre className="raw" tabIndex={0} aria-label={w.body}>{pretty(body, isCut)}</pre>
      </Card>
      {asking && (
        <Ask title={w.replay} says={w.replaySays} button={w.replay} send={() => replayWebhook(webhook.id)} stale={[keys.system.webhooks, keys.audit.all, keys.system.overview]} done={w.replayed} close={() => setAsking(false)} />
      )}
    </Page>
  );
}

/** JSON with line breaks; anything else as it came. */
function pretty(body: string, isCut: boolean): string {
  if (isCut) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

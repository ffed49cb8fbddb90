import { Select } from "@mantine/core";
import { Ago, StateBadge } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { loadWebhooks } from "./api";
import { middle } from "./bits";
import { Line, Sheet } from "./Sheet";

const w = tSystem.webhooks;

export default function WebhooksPage() {
  const { values: { provider, state }, change } = useFilters(["provider", "state"]);
  const filter = { provider, state: known(state, w.states) };
  const query = usePages(keys.system.webhookList(filter), (cursor) => loadWebhooks(filter, cursor));
  return (
    <Page title={w.title} subtitle={w.subtitle}>
      <div className="controls">
        <Select label={w.provider} placeholder={t.common.all} clearable data={Object.entries(w.providers).map(([value, label]) => ({ value, label }))} value={provider ?? null} onChange={(value) => change({ provider: value }, true)} />
        <Select label={w.state} placeholder={t.common.all} clearable data={Object.entries(w.states).map(([value, label]) => ({ value, label }))} value={filter.state ?? null} onChange={(value) => change({ state: value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={w.none}>{w.noneHint}</Empty>}>
        {(items) => (
          <Sheet label={w.title} cols="minmax(0, 2fr) minmax(0, 1fr) 120px minmax(0, 1.6fr) 140px" heads={[w.delivery, w.provider, w.attempts, w.outcome, w.received]}>
            {items.map((one) => (
              <Line
                key={one.id}
                to={`/staff/webhooks/${one.id}`}
                cells={[
                  { name: w.delivery, kind: "main", value: <span className="mono" style={{ fontWeight: 400 }} title={one.deliveryKey}>{middle(one.deliveryKey)}</span> },
                  { name: w.provider, value: (w.providers as Record<string, string>)[one.provider] ?? one.provider },
                  { name: w.attempts, value: num(one.attempts) },
                  { name: w.outcome, value: <><StateBadge state={one.state} words={w.states} />{(one.lastError ?? one.outcome) && <div className="quiet clip">{one.lastError ?? one.outcome}</div>}</> },
                  { name: w.received, value: <Ago at={one.receivedAt} /> },
                ]}
              />
            ))}
          </Sheet>
        )}
      </PagedList>
    </Page>
  );
}

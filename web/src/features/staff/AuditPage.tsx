import { Anchor, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Link, useSearchParams } from "react-router";
import { Ago, Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import type { AuditEntry } from "@/lib/types";
import { type AuditFilter, loadAudit } from "./people";

const FIELDS = [["action", tSystem.audit.filterAction], ["kind", tSystem.audit.filterKind], ["subject", tSystem.audit.filterSubject], ["actor", tSystem.audit.filterActor]] as const;

export default function AuditPage() {
  const [params, setParams] = useSearchParams();
  const typed: AuditFilter = Object.fromEntries(FIELDS.map(([name]) => [name, params.get(name) || undefined]));
  const [filter] = useDebouncedValue(typed, 250);
  const query = usePages(keys.audit.list(filter), (cursor) => loadAudit(filter, cursor));
  const change = (name: string, value: string) =>
    setParams((now) => {
      const next = new URLSearchParams(now);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  return (
    <Page title={tSystem.audit.title}>
      <div className="filters">
        {FIELDS.map(([name, label]) => (
          <TextInput key={name} aria-label={label} placeholder={label} value={params.get(name) ?? ""} onChange={({ currentTarget }) => change(name, currentTarget.value)} />
        ))}
      </div>
      <PagedList query={query} empty={<Empty title={tSystem.audit.none} />}>
        {(items) => <div>{items.map((entry) => <Entry key={entry.id} entry={entry} />)}</div>}
      </PagedList>
    </Page>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  return (
    <Card>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text><span className="mono">{entry.action}</span></Text>
          <Text size="sm">
            {entry.actor ? <Anchor component={Link} to={`/staff/people/${entry.actor}`} size="sm">{entry.actorName ?? entry.actor}</Anchor> : tSystem.audit.platform}
            {entry.impersonator && <> ({tSystem.audit.eyes}: <span className="mono">{entry.impersonator}</span>)</>} · {entry.kind} <span className="mono" style={{ overflowWrap: "anywhere" }}>{entry.subject}</span>
          </Text>
        </div>
        <Text size="sm" c="var(--quiet)"><Ago at={entry.at} />{entry.client && <> · {entry.client}</>}</Text>
      </Group>
      <Values label={tSystem.audit.before} values={entry.before} />
      <Values label={tSystem.audit.after} values={entry.after} />
    </Card>
  );
}

function Values({ label, values }: { label: string; values: AuditEntry["before"] }) {
  if (!values) return null;
  return <Text size="sm" mt={6} style={{ overflowWrap: "anywhere" }}><Text span c="var(--quiet)">{label}: </Text><span className="mono">{JSON.stringify(values)}</span></Text>;
}

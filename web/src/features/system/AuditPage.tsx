import { Anchor, Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { Ago } from "@/components/bits";
import { useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import type { AuditEntry } from "@/lib/types";
import { Facts } from "@/components/bits";
import { ShortId } from "./bits";
import { changes } from "./changes";
import { instant } from "./instant";
import { auditActionsQuery, downloadAudit, loadAudit } from "./people";
import "./system.css";

const a = tSystem.audit;
const FIELDS = ["action", "actor", "kind", "subject", "from", "until"] as const;

export default function AuditPage() {
  const { values, change } = useFilters(FIELDS);
  const [typed] = useDebouncedValue(values, 250);
  const filter = {
    action: typed.action, actor: typed.actor?.trim() || undefined, kind: typed.kind?.trim() || undefined, subject: typed.subject?.trim() || undefined,
    from: instant(typed.from), until: instant(typed.until),
  };
  const query = usePages(keys.audit.list(filter), (cursor) => loadAudit(filter, cursor));
  const actions = useQuery(auditActionsQuery).data ?? [];
  const areas = [...new Set(actions.map((action) => `${action.split(".")[0]}.`))];
  const download = useSubmit({ send: () => downloadAudit(filter) });
  return (
    <Page title={a.title} subtitle={a.subtitle} actions={<Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>{a.download}</Button>}>
      {download.error && <ErrorBox error={download.error} />}
      <div className="controls">
        <Select
          label={a.action} placeholder={t.common.all} clearable searchable value={values.action ?? null} onChange={(value) => change({ action: value }, true)}
          data={[{ group: a.areas, items: areas.map((area) => ({ value: area, label: `${area}*` })) }, { group: a.actions, items: actions }]}
        />
        <TextInput label={a.kind} placeholder="user" value={values.kind ?? ""} onChange={({ currentTarget }) => change({ kind: currentTarget.value }, true)} />
        <TextInput label={a.subject} value={values.subject ?? ""} onChange={({ currentTarget }) => change({ subject: currentTarget.value }, true)} />
        <TextInput label={a.actor} value={values.actor ?? ""} onChange={({ currentTarget }) => change({ actor: currentTarget.value }, true)} />
        <TextInput type="datetime-local" label={a.from} value={values.from ?? ""} onChange={({ currentTarget }) => change({ from: currentTarget.value }, true)} />
        <TextInput type="datetime-local" label={a.until} value={values.until ?? ""} onChange={({ currentTarget }) => change({ until: currentTarget.value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={a.none}>{a.noneHint}</Empty>}>
        {(items) => (
          <div className="sheet">
            <ul aria-label={a.title}>{items.map((entry) => <Entry key={entry.id} entry={entry} />)}</ul>
          </div>
        )}
      </PagedList>
    </Page>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details className="entry" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span><b className="mono">{entry.action}</b> <span className="quiet">{entry.kind}</span> {entry.subject.length > 20 ? <ShortId id={entry.subject} /> : <bdi>{entry.subject}</bdi>}</span>
          <span className="quiet"><bdi>{entry.actorName ?? (entry.actor ? t.common.unknown : a.platform)}</bdi>{entry.impersonator && <> ({a.eyes})</>} · <Ago at={entry.at} /></span>
        </summary>
        {open && <Detail entry={entry} />}
      </details>
    </li>
  );
}

/** Who, from where, and what was otherwise before. */
function Detail({ entry }: { entry: AuditEntry }) {
  const rows = changes(entry.before, entry.after);
  return (
    <div className="entry-body">
      <Facts
        rows={[
          [a.who, entry.actor ? <Anchor key="w" component={Link} to={`/staff/people/${entry.actor}`}><bdi>{entry.actorName ?? entry.actor}</bdi></Anchor> : a.platform],
          entry.impersonator ? [a.looker, <Anchor key="l" component={Link} to={`/staff/people/${entry.impersonator}`} className="hash">{entry.impersonator}</Anchor>] : null,
          [a.subjectFull, <span key="s" className="hash">{entry.kind} {entry.subject}</span>],
          [a.when, <span key="a" className="hash">{entry.at}</span>],
          entry.client ? [a.client, <span key="c" className="hash">{entry.client}</span>] : null,
          entry.requestId ? [a.request, <span key="r" className="hash">{entry.requestId}</span>] : null,
        ]}
      />
      {rows.length > 0 && (
        <dl className="diff" style={{ marginBlockStart: 16 }}>
          <div aria-hidden><dt>{a.what}</dt><dd className="quiet">{a.before}</dd><dd className="quiet">{a.after}</dd></div>
          {rows.map(({ name, before, after, changed }) => (
            <div key={name} data-changed={changed || undefined}>
              <dt className="mono">{name}</dt>
              <dd className="hash" aria-label={a.before}>{before ?? t.common.nothing}</dd>
              <dd className="hash" aria-label={a.after}>{after ?? t.common.nothing}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

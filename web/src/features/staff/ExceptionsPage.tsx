import { Button, Select } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import type { CaseStatus, CaseView } from "@/lib/types";
import { loadCases } from "./api";
import { useFilter } from "./parts";

const words = tStaff.exception;
const STATUS: CaseStatus[] = ["open", "proposed", "settled", "dismissed"];

export default function ExceptionsPage() {
  const [status, setStatus] = useFilter("status", STATUS, null);
  const filter = { status: status ?? undefined };
  const query = usePages(keys.exceptions.list(filter), (cursor) => loadCases(filter, cursor));
  useRoom("desk-money", keys.exceptions.all);
  return (
    <Page title={words.title} subtitle={words.lead} actions={<Button component={Link} to="/staff/card-strays" variant="default">{tStaff.stray.toCase}</Button>}>
      <div className="desk-filters">
        <Select label={words.status} placeholder={words.all} clearable data={STATUS.map((value) => ({ value, label: words.states[value] ?? value }))} value={status} onChange={(value) => setStatus(value as CaseStatus | null)} />
      </div>
      <PagedList query={query} empty={<Empty icon="warning" title={status ? words.noneHere : words.none}>{status ? words.noneHereHint : words.noneHint}</Empty>}>
        {(items) => <ul className="rows">{items.map((item) => <li key={item.id}><Line item={item} /></li>)}</ul>}
      </PagedList>
    </Page>
  );
}

function Line({ item }: { item: CaseView }) {
  const asset = { decimals: item.decimals ?? 0, symbol: item.symbol ?? tStaff.common.unknownAsset };
  const action = words.actions[item.proposal.action] ?? item.proposal.action;
  return (
    <Link className="desk-row" to={`/staff/exceptions/${item.id}`}>
      <div className="lead-cell">
        <div className="strong">{words.kinds[item.kind] ?? item.kind}</div>
        <div className="small">{item.title}</div>
        <div className="small"><Ago at={item.openedAt} /></div>
      </div>
      <div className="middle-cell end">
        <div className="strong">{formatUnits(item.amount, asset)}</div>
        <div className="small">{action}</div>
      </div>
      <div className="end"><StateBadge state={item.status} words={words.states} /></div>
    </Link>
  );
}

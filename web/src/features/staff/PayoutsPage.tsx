import { Select } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { short } from "@/components/Address";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { useAsset } from "@/features/payments/assets";
import { useNetworkName } from "@/features/payments/networkName";
import { tMoney } from "@/i18n/money";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import type { PayoutKind, PayoutState, StaffPayout } from "@/lib/types";
import { loadAllPayouts } from "./api";
import { useFilter } from "./parts";

const words = tStaff.payout;
const STATES: PayoutState[] = ["pending_approval", "waiting_address", "approved", "prepared", "signed", "broadcast", "requested", "confirmed", "failed", "cancelled"];
const KINDS: PayoutKind[] = ["release", "refund", "withdrawal", "exception_refund"];

export default function PayoutsPage() {
  const [state, setState] = useFilter("state", STATES, "pending_approval");
  const [kind, setKind] = useFilter("kind", KINDS, null);
  const filter = { state: state ?? undefined, kind: kind ?? undefined };
  const query = usePages(keys.staff.payouts(filter), (cursor) => loadAllPayouts(filter, cursor));
  useRoom("desk-money", keys.staff.payoutsAll);
  const isQueue = state === "pending_approval" && !kind;
  return (
    <Page title={words.title} subtitle={words.lead}>
      <div className="desk-filters">
        <Select label={tStaff.common.state} placeholder={tStaff.common.everyState} clearable data={STATES.map((value) => ({ value, label: tMoney.states[value] ?? value }))} value={state} onChange={(value) => setState(value as PayoutState | null)} />
        <Select label={tStaff.common.kind} placeholder={tStaff.common.everyKind} clearable data={KINDS.map((value) => ({ value, label: tMoney.kinds[value] ?? value }))} value={kind} onChange={(value) => setKind(value as PayoutKind | null)} />
      </div>
      <PagedList query={query} empty={<Empty icon="payouts" title={isQueue ? words.none : words.noneHere}>{isQueue ? words.noneHint : words.noneHereHint}</Empty>}>
        {(items) => <ul className="rows">{items.map((payout) => <li key={payout.id}><Line payout={payout} /></li>)}</ul>}
      </PagedList>
    </Page>
  );
}

function Line({ payout }: { payout: StaffPayout }) {
  const asset = useAsset(payout.assetId);
  const network = useNetworkName(payout.chainId);
  return (
    <Link className="desk-row" to={`/staff/payouts/${payout.id}`}>
      <div className="lead-cell">
        <div className="strong">{words.lineTitle(tMoney.kinds[payout.kind] ?? payout.kind, payout.userName)}</div>
        <div className="small">{payout.requestedByName ? words.askedBy(payout.requestedByName) : words.askedBySystem} · <Ago at={payout.createdAt} /></div>
        {payout.waitingReason && payout.state !== "pending_approval" && <div className="small">{payout.waitingReason}</div>}
      </div>
      <div className="middle-cell end">
        <div className="strong">{formatUnits(payout.amount, asset)}</div>
        <div className="small">{network}{payout.toAddress && <> · <span className="mono">{short(payout.toAddress)}</span></>}</div>
      </div>
      <div className="end"><StateBadge state={payout.state} words={tMoney.states} /></div>
    </Link>
  );
}

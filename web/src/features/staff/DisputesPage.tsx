import { SegmentedControl, Select, Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, Countdown } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { useAssetName } from "@/features/payments/assets";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatPrice, formatUnits, isZero } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import type { DisputeLine, DisputeStatus, Party } from "@/lib/types";
import { loadDisputes } from "./api";
import { useFilter } from "./parts";

const words = tStaff.dispute;
const STATUS: DisputeStatus[] = ["open", "ruled"];
const SIDES: Party[] = ["buyer", "seller"];

export default function DisputesPage() {
  const [status, setStatus] = useFilter("status", STATUS, "open");
  const [side, setSide] = useFilter("by", SIDES, null);
  const filter = { status: status ?? "open", openedBy: side ?? undefined };
  const query = usePages(keys.disputes.list(filter), (cursor) => loadDisputes(filter, cursor));
  useRoom("desk-disputes", keys.disputes.all);
  return (
    <Page title={words.title} subtitle={words.lead}>
      <div className="desk-filters">
        <SegmentedControl aria-label={words.status} data={[{ value: "open", label: words.open }, { value: "ruled", label: words.ruled }]} value={filter.status} onChange={(value) => setStatus(value as DisputeStatus)} />
        <Select label={words.openedBy} placeholder={words.anySide} clearable data={SIDES.map((value) => ({ value, label: words.bySide[value] }))} value={side} onChange={(value) => setSide(value as Party | null)} />
      </div>
      <PagedList query={query} empty={<NoDispute isOpen={filter.status === "open"} />}>
        {(items) => <ul className="rows">{items.map((item) => <li key={item.id}><Line dispute={item} /></li>)}</ul>}
      </PagedList>
    </Page>
  );
}

function NoDispute({ isOpen }: { isOpen: boolean }) {
  return isOpen ? <Empty icon="scales" title={words.none}>{words.noneHint}</Empty> : <Empty icon="scales" title={words.noneRuled}>{words.noneRuledHint}</Empty>;
}

function Line({ dispute }: { dispute: DisputeLine }) {
  const asset = useAssetName()(dispute.assetId);
  const { opened, ifNobodyRules: next } = dispute;
  return (
    <Link className="desk-row even" to={`/staff/disputes/${dispute.id}`}>
      <div className="lead-cell">
        <div className="strong">{dispute.title}</div>
        <div className="small">{words.between(dispute.buyer.displayName, dispute.seller.displayName)}</div>
        {opened && <div className="small">{words.opened[opened.by](dispute[opened.by].displayName)} · <Ago at={opened.at} /></div>}
        {dispute.you && <Text size="sm" c="var(--warn)">{words.own}</Text>}
        {dispute.holdReason && <Text size="sm" c="var(--warn)">{words.onHold}</Text>}
      </div>
      <div className="middle-cell end">
        <div className="strong">{dispute.assetId ? formatUnits(dispute.held, asset) : formatPrice(dispute.price, dispute.currency)}</div>
        <div className="small">{words.held}</div>
      </div>
      <div className="end">
        {next ? (
          <>
            <div className="strong"><Countdown to={next.at} /></div>
            <div className="small">{words.ifNobody[!isZero(next.toSeller) && !isZero(next.toBuyer) ? "both" : isZero(next.toSeller) ? "buyer" : "seller"]}</div>
          </>
        ) : (
          <div className="small"><Ago at={dispute.updatedAt} /></div>
        )}
      </div>
    </Link>
  );
}

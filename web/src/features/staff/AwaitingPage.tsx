import { Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { short, TxLink } from "@/components/Address";
import { Ago } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { networksQuery, useNetwork } from "@/features/payments/assets";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import { formatDuration } from "@/lib/time";
import type { AwaitingView } from "@/lib/types";
import { loadAwaiting } from "./api";
import { useFilter } from "./parts";

const words = tStaff.awaiting;

export default function AwaitingPage() {
  const networks = useQuery(networksQuery).data ?? [];
  const [chain, setChain] = useFilter("chain", networks.map((n) => String(n.chainId)), null);
  const filter = { chainId: chain ? Number(chain) : undefined };
  const query = usePages([...keys.staff.awaiting, filter], (cursor) => loadAwaiting(filter, cursor));
  useRoom("desk-money", keys.staff.awaiting);
  return (
    <Page title={words.title} subtitle={words.lead}>
      {networks.length > 1 && (
        <div className="desk-filters">
          <Select label={tStaff.common.network} placeholder={tStaff.common.everyNetwork} clearable data={networks.map((n) => ({ value: String(n.chainId), label: n.name }))} value={chain} onChange={setChain} />
        </div>
      )}
      <PagedList query={query} empty={<Empty icon="clock" title={words.none}>{words.noneHint}</Empty>}>
        {(items) => <ul className="rows" aria-live="polite">{items.map((item) => <li key={item.id}><Line item={item} /></li>)}</ul>}
      </PagedList>
    </Page>
  );
}

function Line({ item }: { item: AwaitingView }) {
  const network = useNetwork(item.chainId);
  const asset = { decimals: item.decimals ?? 0, symbol: item.symbol ?? tStaff.common.unknownAsset };
  const progress = words.progress(item.confirmations, item.required);
  const left = Math.max(0, item.required - item.confirmations);
  return (
    <div className="desk-row even">
      <div className="lead-cell">
        <div className="strong"><Link to={`/orders/${item.orderId}`}>{item.title}</Link></div>
        <div className="small">{network?.name ?? item.chainId} · <Ago at={item.detectedAt} /> · {words.from} <span className="mono">{short(item.sender)}</span></div>
        {item.missingSince && <Text size="sm" c="var(--warn)">{words.missing} · <Ago at={item.missingSince} /></Text>}
      </div>
      <div className="wide-cell" style={{ minInlineSize: 190 }}>
        <div className="strong">{progress}</div>
        <div className="meter" role="progressbar" aria-label={progress} aria-valuemin={0} aria-valuemax={Math.max(1, item.required)} aria-valuenow={Math.min(item.confirmations, item.required)}>
          <span style={{ inlineSize: `${item.required > 0 ? Math.min(100, (item.confirmations / item.required) * 100) : 0}%` }} />
        </div>
        <div className="small">{left > 0 ? words.left(formatDuration((left * item.blockTimeMs) / 1000)) : words.soon} · {words.checks(item.checks)}</div>
      </div>
      <div className="end wide-cell">
        <div className="strong">{formatUnits(item.amount, asset)}</div>
        <div className="small"><TxLink hash={item.txHash} explorer={network?.explorerUrl} /></div>
      </div>
    </div>
  );
}

import { Text } from "@mantine/core";
import { Link } from "react-router";
import { short, TxLink } from "@/components/Address";
import { Ago, StateBadge } from "@/components/bits";
import { useAsset, useNetwork } from "@/features/payments/assets";
import { tGoods } from "@/i18n/goods";
import { tMoney } from "@/i18n/money";
import { formatUnits } from "@/lib/money";
import type { PayoutView } from "@/lib/types";

/** One payout: how much, where to, how far, and why it waits. */
export function PayoutLine({ payout }: { payout: PayoutView }) {
  const asset = useAsset(payout.assetId);
  const explorer = useNetwork(payout.chainId)?.explorerUrl;
  return (
    <div>
      <div style={{ display: "flex", justifyContent: "space-between", gap: 12, flexWrap: "wrap", alignItems: "center" }}>
        <Text fw={600}>{formatUnits(payout.amount, asset)}</Text>
        <StateBadge state={payout.state} words={tMoney.states} />
      </div>
      <Text size="sm" c="var(--quiet)">
        {tMoney.kinds[payout.kind]}
        {payout.toAddress && <> {tMoney.to} <span className="mono" title={payout.toAddress}>{short(payout.toAddress)}</span></>} · <Ago at={payout.createdAt} />
      </Text>
      {payout.waitingReason && <Text size="sm" mt={4}>{payout.waitingReason}</Text>}
      {payout.state === "waiting_address" && payout.rail === "chain" && <Text size="sm" mt={4}><Link to="/account">{tMoney.noAddress}</Link></Text>}
      {payout.state === "waiting_address" && payout.rail === "card" && <Text size="sm" mt={4}><Link to="/payouts">{tGoods.money.cardConnect}</Link></Text>}
      {payout.cardReference && <Text size="sm" mt={4} c="var(--quiet)"><span className="mono">{payout.cardReference}</span></Text>}
      {payout.txHash && <Text size="sm" mt={4} component="div"><TxLink hash={payout.txHash} explorer={explorer} /></Text>}
    </div>
  );
}

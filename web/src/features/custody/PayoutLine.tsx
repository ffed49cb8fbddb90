import { Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { AddressText, TxLink } from "@/components/Address";
import { Ago, StateBadge } from "@/components/bits";
import { useAsset, useNetwork } from "@/features/payments/assets";
import { useNetworkName } from "@/features/payments/networkName";
import { tMoney } from "@/i18n/money";
import { formatUnits } from "@/lib/money";
import { useUser } from "@/lib/session";
import type { PayoutView } from "@/lib/types";
import { Waits } from "./Waits";

/** One payout: how much, where to, how far, and why it waits. */
export function PayoutLine({ payout }: { payout: PayoutView }) {
  const asset = useAsset(payout.assetId);
  const explorer = useNetwork(payout.chainId)?.explorerUrl;
  const network = useNetworkName(payout.chainId);
  const mine = useUser()?.id === payout.userId;
  const amount = formatUnits(payout.amount, asset);
  return (
    <div className="payout-line">
      <Group justify="space-between" gap="sm">
        {mine ? <Link to={`/payouts/${payout.id}`} className="payout-amount">{amount}</Link> : <span className="payout-amount">{amount}</span>}
        <StateBadge state={payout.state} words={tMoney.states} />
      </Group>
      <Text size="sm" c="var(--quiet)">{tMoney.kinds[payout.kind]} · <bdi>{network}</bdi> · <Ago at={payout.createdAt} /></Text>
      {payout.toAddress && <Text size="sm" component="div"><AddressText value={payout.toAddress} /></Text>}
      <Waits payout={payout} mine={mine} />
      {payout.cardReference && <Text size="sm" c="var(--quiet)"><span className="mono">{payout.cardReference}</span></Text>}
      {payout.txHash && <Text size="sm" component="div"><TxLink hash={payout.txHash} explorer={explorer} /></Text>}
    </div>
  );
}

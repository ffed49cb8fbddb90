import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { Address, TxLink } from "@/components/Address";
import { Card, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { useAsset, useNetwork } from "@/features/payments/assets";
import { useNetworkName } from "@/features/payments/networkName";
import { tMoney } from "@/i18n/money";
import { formatUnits } from "@/lib/money";
import { useUser } from "@/lib/session";
import { formatTime } from "@/lib/time";
import type { PayoutView } from "@/lib/types";
import { payoutQuery } from "./api";
import "./custody.css";
import { payoutSteps } from "./steps";
import { Waits } from "./Waits";

export default function PayoutPage() {
  const { id = "" } = useParams();
  const query = useQuery(payoutQuery(id));
  const frame = (state: ReactNode) => <Page title={tMoney.payout} back={{ to: "/payouts", label: tMoney.back }}>{state}</Page>;
  return <Loaded query={query} frame={frame} lines={8}>{(payout) => <Payout payout={payout} />}</Loaded>;
}

function Payout({ payout }: { payout: PayoutView }) {
  const asset = useAsset(payout.assetId);
  const network = useNetworkName(payout.chainId);
  const explorer = useNetwork(payout.chainId)?.explorerUrl;
  const mine = useUser()?.id === payout.userId;
  return (
    <Page
      title={`${tMoney.payout} · ${formatUnits(payout.amount, asset)}`}
      back={{ to: "/payouts", label: tMoney.back }}
      subtitle={<StateBadge state={payout.state} words={tMoney.states} />}
    >
      <div className="split">
        <Card title={tMoney.steps}>
          <ol className="steps" aria-live="polite">
            {payoutSteps(payout.state).map(({ label, state }) => (
              <li key={label} className={state} aria-current={state === "now" ? "step" : undefined}>
                {label}
                {(state === "now" || state === "bad") && <Waits payout={payout} mine={mine} />}
                {label === tMoney.sent && payout.txHash && <Text size="sm" fw={400} component="div"><TxLink hash={payout.txHash} explorer={explorer} /></Text>}
                {label === tMoney.arrived && payout.confirmedAt && <Text size="sm" fw={400} c="var(--quiet)">{formatTime(payout.confirmedAt)}</Text>}
              </li>
            ))}
          </ol>
        </Card>
        <Card>
          <Facts
            rows={[
              [tMoney.amount, formatUnits(payout.amount, asset)],
              [tMoney.kind, tMoney.kinds[payout.kind]],
              [tMoney.network, network],
              [tMoney.created, formatTime(payout.createdAt)],
              payout.orderId != null && [tMoney.from, <Link key="o" to={`/orders/${payout.orderId}`}><span className="mono">{payout.orderId.slice(-12)}</span></Link>],
              payout.cardReference != null && [tMoney.reference, <span key="c" className="mono">{payout.cardReference}</span>],
            ]}
          />
          {payout.rail === "chain" && (
            <div style={{ marginBlockStart: 16 }}>
              <Text size="sm" c="var(--quiet)">{tMoney.where}</Text>
              {payout.toAddress ? <Address value={payout.toAddress} /> : <Text>{tMoney.notYet}</Text>}
            </div>
          )}
        </Card>
      </div>
    </Page>
  );
}

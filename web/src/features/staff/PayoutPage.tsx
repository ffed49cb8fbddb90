import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { useAssetName } from "@/features/payments/assets";
import { tMoney } from "@/i18n/money";
import { tOrder } from "@/i18n/order";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatDecimal, formatPrice, formatUnits } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import { formatTime } from "@/lib/time";
import type { PayoutCase } from "@/lib/types";
import { payoutCaseQuery, payoutTransactionQuery, submitTransaction } from "./api";
import { Books, Name, Record } from "./parts";
import { PayoutAddress } from "./PayoutAddress";
import { Balances, Causes } from "./PayoutBooks";
import { PayoutDecision } from "./PayoutDecision";
import { SignElsewhere } from "./SignElsewhere";
import { SimulationCard } from "./Simulation";

const words = tStaff.payout;

export default function PayoutPage() {
  const { id = "" } = useParams();
  const query = useQuery(payoutCaseQuery(id));
  useRoom("desk-money", keys.staff.payout(id));
  return <Loaded query={query} shape="split">{(item) => <Case item={item} />}</Loaded>;
}

function Case({ item }: { item: PayoutCase }) {
  const { payout } = item;
  const isOver = payout.state === "confirmed" || payout.state === "failed" || payout.state === "cancelled";
  const hasTransaction = payout.rail === "chain" && (payout.state === "prepared" || payout.state === "signed" || payout.state === "broadcast");
  return (
    <Page
      title={words.lineTitle(tMoney.kinds[payout.kind] ?? payout.kind, item.payee.displayName)}
      back={{ to: "/staff/payouts", label: words.back }}
      subtitle={<><StateBadge state={payout.state} words={tMoney.states} /> <Ago at={payout.createdAt} /></>}
    >
      {payout.waitingReason && payout.state !== "pending_approval" && <Alert color="orange" variant="light" radius="md" mb="md" title={words.waits}>{payout.waitingReason}</Alert>}
      <div className="split order">
        <div>
          <PayoutDecision item={item} />
          {!isOver && <Why item={item} />}
          {hasTransaction && <Signing id={payout.id} />}
          {!isOver && payout.rail === "chain" && <SimulationCard item={item} />}
          {!isOver && <Balances item={item} />}
        </div>
        <div className="beside">
          <Card title={words.payee}>
            <Text fw={600} mb="sm"><Name id={item.payee.id} name={item.payee.displayName} /></Text>
            <Record of={item.payee} />
          </Card>
          <OrderCard item={item} />
          <Today item={item} />
        </div>
        <div className="rest">
          {item.address && <PayoutAddress address={item.address} />}
          <Causes item={item} />
        </div>
      </div>
    </Page>
  );
}

function Why({ item }: { item: PayoutCase }) {
  const { approval, symbol } = item;
  const limit = approval.threshold == null ? null : `${formatDecimal(approval.threshold)} ${symbol}`;
  const sentence =
    limit === null ? words.why.none
    : approval.byItself ? words.why.itself(limit)
    : approval.needed ? words.why.today(limit, formatUnits(approval.unseen, item))
    : words.why.below(limit);
  return (
    <Card title={words.why.title}>
      <Text>{sentence}</Text>
      {limit !== null && <Text size="sm" c="var(--quiet)" mt={4}>{approval.isOwn ? words.why.own : words.why.general}</Text>}
    </Card>
  );
}

function OrderCard({ item: { order } }: { item: PayoutCase }) {
  if (!order) return <Card title={words.orderTitle}><Text c="var(--quiet)">{words.noOrder}</Text></Card>;
  return (
    <Card title={words.orderTitle} actions={<Books orderId={order.id} />}>
      <Text fw={600} mb={6}><Link to={`/orders/${order.id}`}>{order.title}</Link></Text>
      <StateBadge state={order.state} words={tOrder.states} />
      {order.holdReason && <Alert color="orange" variant="light" radius="md" mt="sm">{order.holdReason}</Alert>}
      <div style={{ marginBlockStart: 14 }}>
        <Facts
          rows={[
            [words.price, formatPrice(order.price, order.currency)],
            [words.buyer, <Name key="buyer" id={order.buyer.id} name={order.buyer.displayName} />],
            [words.seller, <Name key="seller" id={order.seller.id} name={order.seller.displayName} />],
            [tOrder.agreed, formatTime(order.createdAt)],
          ]}
        />
      </div>
    </Card>
  );
}

function Signing({ id }: { id: string }) {
  return <SignElsewhere query={useQuery(payoutTransactionQuery(id))} file={`payout-${id}`} submit={(raw) => submitTransaction({ id, rawTransaction: raw })} stale={[keys.payouts.all]} />;
}

function Today({ item }: { item: PayoutCase }) {
  const asset = useAssetName();
  return (
    <Card title={words.today.title}>
      {item.othersToday.length === 0 && <Text c="var(--quiet)">{words.today.none}</Text>}
      <ul className="said">
        {item.othersToday.map((other) => (
          <li key={other.id}>
            <Link to={`/staff/payouts/${other.id}`}>{formatUnits(other.amount, asset(other.assetId))}</Link>
            <Text size="sm" c="var(--quiet)">{tMoney.states[other.state] ?? other.state} · <Ago at={other.createdAt} /></Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}

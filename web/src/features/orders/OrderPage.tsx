import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Card, StateBadge } from "@/components/bits";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { OrderPayouts } from "@/features/custody/OrderPayouts";
import { useAsset } from "@/features/payments/assets";
import { tGoods } from "@/i18n/goods";
import { tOrder } from "@/i18n/order";
import { keys } from "@/lib/keys";
import { formatUnits, isZero } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import type { OrderView, Party } from "@/lib/types";
import { Actions } from "./Actions";
import { orderQuery } from "./api";
import { CameBack } from "./CameBack";
import { Deliveries } from "./Deliveries";
import { LifeSteps } from "./LifeSteps";
import { Milestones } from "./Milestones";
import { IfNobodyActs, MoneyCard } from "./MoneyCards";
import { OrderFiles } from "./OrderFiles";
import "./orders.css";
import { Ratings } from "./Ratings";
import { TermsCard } from "./TermsCard";
import { Timeline } from "./Timeline";
import { UnitsCard } from "./UnitsCard";

export default function OrderPage() {
  const { id = "" } = useParams();
  const query = useQuery(orderQuery(id));
  useRoom(`order-${id}`, keys.orders.one(id));
  const loaded = <Loaded query={query} lines={8}>{(order) => <Order order={order} />}</Loaded>;
  return query.data ? loaded : <Page title={tOrder.one} back={{ to: "/orders", label: tOrder.mine }}>{loaded}</Page>;
}

function Order({ order }: { order: OrderView }) {
  const lead = order.you && leadOf(order, order.you);
  const { units } = order.terms;
  return (
    <Page
      title={order.terms.title}
      back={{ to: `/orders${order.you ? `?side=${order.you}` : ""}`, label: tOrder.mine }}
      actions={!isZero(order.paidIn) && <Button component={Link} to={`/orders/${order.id}/receipt`} variant="default">{tOrder.receipt.title}</Button>}
      subtitle={
        <Group gap="sm">
          <StateBadge state={order.state} words={tOrder.states} />
          {lead && <Text c="var(--quiet)">{lead}</Text>}
        </Group>
      }
    >
      {order.holdReason && (
        <div className="notes">
          <Notice tone="orange" title={tOrder.hold}>
            <Text size="sm">{order.holdReason}</Text>
            <Text size="sm" mt={6}>{tOrder.holdHint}</Text>
          </Notice>
        </div>
      )}
      <CameBack order={order} />
      <LifeSteps order={order} />
      <div className="split order">
        {order.you ? <Steps order={order} /> : <Looking order={order} />}
        <div className="beside">
          <IfNobodyActs order={order} />
          <MoneyCard order={order} />
          <OrderPayouts orderId={order.id} />
        </div>
        <div className="rest">
          <Deliveries order={order} />
          <Milestones order={order} />
          <OrderFiles order={order} />
          {units && <UnitsCard order={order} units={units} />}
          {(order.state === "completed" || order.state === "resolved") && <Ratings order={order} />}
          <TermsCard order={order} />
          <Timeline order={order} />
        </div>
      </div>
    </Page>
  );
}

/** Where it stands, in words for one side. Units are delivered and settled by themselves. */
function leadOf({ state, terms: { units } }: OrderView, you: Party): string | undefined {
  if (units && state === "funded") return you === "buyer" ? tGoods.order.fundedBuyer : tGoods.order.fundedSeller;
  if (units?.metered && state === "delivered") return you === "buyer" ? tGoods.order.leadBuyer : tGoods.order.leadSeller;
  if (units?.metered && state === "completed") return you === "buyer" ? tGoods.order.doneBuyer : tGoods.order.doneSeller;
  return tOrder.lead[state]?.[you];
}

function Steps({ order }: { order: OrderView }) {
  const paying = order.you === "buyer" && (order.state === "awaiting_payment" || order.state === "confirming");
  const pay = paying && (
    <Button component={Link} to={`/orders/${order.id}/pay`} size="md">{order.state === "confirming" ? tOrder.payStatus : tOrder.pay}</Button>
  );
  return (
    <Card title={tOrder.yourSteps}>
      <Stack gap="md">
        {order.cancelProposedBy && <Proposed order={order} />}
        {!paying && order.allowedActions.length === 0 ? <Text c="var(--quiet)">{tOrder.nothingToDo}</Text> : <Actions order={order} main={pay || undefined} />}
      </Stack>
    </Card>
  );
}

/** A proposal to cancel that stands. */
function Proposed({ order }: { order: OrderView }) {
  const asset = useAsset(order.assetId);
  const [by, other] = order.cancelProposedBy === "buyer" ? [order.buyer, order.seller] : [order.seller, order.buyer];
  if (order.cancelProposedBy === order.you) return <Notice tone="blue">{tOrder.cancelYours(other.displayName)}</Notice>;
  return (
    <Notice tone="blue" title={tOrder.cancelBy(by.displayName)}>
      {tOrder.cancelText(formatUnits(order.held, asset), order.buyer.displayName)}
    </Notice>
  );
}

/** For staff who look at other people's deal. */
function Looking({ order }: { order: OrderView }) {
  const dispute = order.state === "disputed" || order.state === "resolved";
  return (
    <Card>
      <Stack gap="md" align="flex-start">
        <Text>{tOrder.looking}</Text>
        {dispute && <Button component={Link} to={`/staff/disputes/${order.id}`} variant="default">{tOrder.toDesk}</Button>}
      </Stack>
    </Card>
  );
}

import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { Card, StateBadge } from "@/components/bits";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { Loaded, Loading } from "@/components/states";
import { OrderPayouts } from "@/features/custody/OrderPayouts";
import { useAsset } from "@/features/payments/assets";
import { tOrder } from "@/i18n/order";
import { keys } from "@/lib/keys";
import { formatUnits, isZero } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import type { OrderView } from "@/lib/types";
import { Actions } from "./Actions";
import { orderQuery } from "./api";
import { Deliveries } from "./Deliveries";
import { LifeSteps } from "./LifeSteps";
import { Milestones } from "./Milestones";
import { IfNobodyActs, MoneyCard } from "./MoneyCards";
import { OrderFiles } from "./OrderFiles";
import "./orders.css";

// What only some orders have, and what lies below the first screen.
const CameBack = lazy(async () => ({ default: (await import("./CameBack")).CameBack }));
const Ratings = lazy(async () => ({ default: (await import("./Ratings")).Ratings }));
const terms = async () => ({ default: (await import("./TermsCard")).TermsCard });
const TermsCard = lazy(terms);
const timeline = async () => ({ default: (await import("./Timeline")).Timeline });
const Timeline = lazy(timeline);
const UnitsCard = lazy(async () => ({ default: (await import("./UnitsCard")).UnitsCard }));
const UnitsLead = lazy(() => import("./UnitsLead"));

export default function OrderPage() {
  const { id = "" } = useParams();
  const query = useQuery(orderQuery(id));
  useRoom(`order-${id}`, keys.orders.one(id));
  // They come while the order is asked for.
  useEffect(() => void Promise.allSettled([terms(), timeline()]), []);
  const frame = (state: ReactNode) => <Page title={tOrder.one} back={{ to: "/orders", label: tOrder.mine }}>{state}</Page>;
  return <Loaded query={query} frame={frame} lines={8}>{(order) => <Order order={order} />}</Loaded>;
}

function Order({ order }: { order: OrderView }) {
  const [search] = useSearchParams();
  const lead = order.you && tOrder.lead[order.state]?.[order.you];
  const { units } = order.terms;
  const cameBack = search.has("paid") || search.has("cancelled");
  return (
    <Page
      title={order.terms.title}
      back={{ to: `/orders${order.you ? `?side=${order.you}` : ""}`, label: tOrder.mine }}
      actions={!isZero(order.paidIn) && <Button component={Link} to={`/orders/${order.id}/receipt`} variant="default">{tOrder.receipt.title}</Button>}
      subtitle={
        <Group gap="sm">
          <StateBadge state={order.state} words={tOrder.states} />
          {lead && <Text c="var(--quiet)">{units ? <Suspense fallback={<span style={{ visibility: "hidden" }}>{lead}</span>}><UnitsLead order={order} otherwise={lead} /></Suspense> : lead}</Text>}
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
      {cameBack && <Suspense><CameBack order={order} /></Suspense>}
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
          <Suspense fallback={<Loading lines={8} />}>
            {units && <UnitsCard order={order} units={units} />}
            {(order.state === "completed" || order.state === "resolved") && <Ratings order={order} />}
            <TermsCard order={order} />
            <Timeline order={order} />
          </Suspense>
        </div>
      </div>
    </Page>
  );
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

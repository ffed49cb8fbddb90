import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Card, Countdown, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { OrderPayouts } from "@/features/custody/OrderPayouts";
import { useAsset } from "@/features/payments/assets";
import { tGoods } from "@/i18n/goods";
import { tOrder } from "@/i18n/order";
import { keys } from "@/lib/keys";
import { formatUnits, isZero } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import { formatTime } from "@/lib/time";
import type { OrderView, Party } from "@/lib/types";
import { Actions } from "./Actions";
import { orderQuery } from "./api";
import { CameBack } from "./CameBack";
import { OrderFiles } from "./OrderFiles";
import { Ratings } from "./Ratings";
import { TermsCard } from "./TermsCard";
import { Timeline } from "./Timeline";
import { UnitsCard } from "./UnitsCard";

export default function OrderPage() {
  const { id = "" } = useParams();
  const query = useQuery(orderQuery(id));
  useRoom(`order-${id}`, keys.orders.one(id));
  return <Loaded query={query} lines={8}>{(order) => <Order order={order} />}</Loaded>;
}

function Order({ order }: { order: OrderView }) {
  const lead = order.you && leadOf(order, order.you);
  const { units } = order.terms;
  return (
    <Page
      title={order.terms.title}
      back={{ to: `/orders${order.you ? `?side=${order.you}` : ""}`, label: tOrder.mine }}
      subtitle={
        <Group gap="sm">
          <StateBadge state={order.state} words={tOrder.states} />
          {lead && <Text c="var(--quiet)">{lead}</Text>}
        </Group>
      }
    >
      {order.holdReason && (
        <Alert color="orange" title={tOrder.hold} mb="md" radius="md">
          {order.holdReason}
        </Alert>
      )}
      <CameBack order={order} />
      <div className="split order">
        <Steps order={order} />
        <div className="beside">
          {order.ifNobodyActs && <IfNobodyActs order={order} />}
          <MoneyCard order={order} />
          <OrderPayouts orderId={order.id} />
        </div>
        <div className="rest">
          <OrderFiles order={order} />
          {units && <UnitsCard order={order} units={units} />}
          {(order.state === "completed" || order.state === "resolved") && <Ratings order={order} />}
          {order.deliveries.length > 0 && <Deliveries order={order} />}
          <TermsCard order={order} />
          <Timeline id={order.id} />
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
  return (
    <Card title={tOrder.yourSteps}>
      <Stack gap="md">
        {order.cancelProposedBy && order.cancelProposedBy !== order.you && (
          <Alert color="blue" variant="light" radius="md">{tOrder.cancelBy(tOrder.actors[order.cancelProposedBy] ?? "")}</Alert>
        )}
        {paying && (
          <Group>
            <Button component={Link} to={`/orders/${order.id}/pay`} size="md">
              {order.state === "confirming" ? tOrder.payStatus : tOrder.pay}
            </Button>
          </Group>
        )}
        <Actions order={order} />
        {!paying && order.allowedActions.length === 0 && <Text c="var(--quiet)">{tOrder.nothingToDo}</Text>}
      </Stack>
    </Card>
  );
}

function IfNobodyActs({ order }: { order: OrderView }) {
  const asset = useAsset(order.assetId);
  const next = order.ifNobodyActs;
  if (!next) return null;
  // Until it is settled nobody has written down what use comes to: amounts would be those of no use at all.
  const unknown = order.terms.units?.metered && isZero(order.earned);
  const parts = unknown ? [] : [
    !isZero(next.toSeller) && `${formatUnits(next.toSeller, asset)} ${tOrder.toSeller}`,
    !isZero(next.toBuyer) && `${formatUnits(next.toBuyer, asset)} ${tOrder.toBuyer}`,
  ].filter(Boolean);
  return (
    <Card title={tOrder.ifNobody}>
      <div className="amount"><Countdown to={next.at} /></div>
      <Text size="sm" c="var(--quiet)" mb="xs">{formatTime(next.at)}</Text>
      <Text>{next.sentence}</Text>
      {parts.length > 0 && <Text size="sm" fw={600} mt="xs">{parts.join(" · ")}</Text>}
    </Card>
  );
}

function MoneyCard({ order }: { order: OrderView }) {
  const asset = useAsset(order.assetId);
  if (!order.assetId) return null;
  return (
    <Card title={tOrder.money}>
      <Facts
        rows={[
          [tOrder.paidIn, formatUnits(order.paidIn, asset)],
          !isZero(order.released) && [tOrder.released, formatUnits(order.released, asset)],
          !isZero(order.feeTaken) && [tOrder.feeTaken, formatUnits(order.feeTaken, asset)],
          !isZero(order.refunded) && [tOrder.refunded, formatUnits(order.refunded, asset)],
          [tOrder.held, formatUnits(order.held, asset), "total"],
        ]}
      />
    </Card>
  );
}

function Deliveries({ order }: { order: OrderView }) {
  return (
    <Card title={tOrder.deliveries}>
      <Stack gap="lg">
        {order.deliveries.map((delivery, i) => (
          <div key={i}>
            <Text size="sm" c="var(--quiet)">{formatTime(delivery.createdAt)}</Text>
            <div className="prose">{delivery.note}</div>
            {delivery.tracking && <Text size="sm" mt={4}>{tOrder.tracking}: <span className="mono">{delivery.tracking}</span></Text>}
          </div>
        ))}
      </Stack>
    </Card>
  );
}

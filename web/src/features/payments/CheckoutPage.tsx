import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { orderQuery } from "@/features/orders/api";
import { tPay } from "@/i18n/pay";
import { keys } from "@/lib/keys";
import { useRoom } from "@/lib/socket";
import type { OrderView, PaymentView } from "@/lib/types";
import { paymentQuery } from "./api";
import { Choose } from "./Choose";
import { DealLine } from "./DealLine";
import { PaymentPanel } from "./PaymentPanel";
import "./payments.css";

export default function CheckoutPage() {
  const { id = "" } = useParams();
  const query = useQuery(orderQuery(id));
  useRoom(`order-${id}`, keys.payments.ofOrder(id));
  return <Loaded query={query} frame={(state) => <Page title={tPay.title}>{state}</Page>} lines={8}>{(order) => <Checkout order={order} />}</Loaded>;
}

function Checkout({ order }: { order: OrderView }) {
  const payment = useQuery(paymentQuery(order.id));
  return (
    <Page title={tPay.title} subtitle={order.terms.title} back={{ to: `/orders/${order.id}`, label: tPay.toOrder }}>
      {order.you === "buyer" ? <Loaded query={payment} lines={8}>{(current) => <Paying order={order} current={current} />}</Loaded> : <Notice tone="gray">{tPay.otherSide}</Notice>}
    </Page>
  );
}

function Paying({ order, current }: { order: OrderView; current: PaymentView | null }) {
  const [choosing, setChoosing] = useState(false);
  const payable = order.state === "awaiting_payment";
  // One that ended (refused by the card processor, say) while the order still waits can't be paid any more; another one can.
  const over = current?.status === "expired" || current?.status === "replaced";
  if (payable && (choosing || current === null || over))
    return (
      <Stack gap="md">
        <DealLine order={order} />
        <Choose order={order} current={over ? null : current} done={() => setChoosing(false)} />
      </Stack>
    );
  if (current === null)
    return (
      <Empty title={tPay.notNow}>
        <Button component={Link} to={`/orders/${order.id}`} mt="md">{tPay.toOrder}</Button>
      </Empty>
    );
  const mayChange = payable && current.status === "waiting" && !current.progress.seen;
  return (
    <Stack gap="md">
      {mayChange && <DealLine order={order} />}
      <PaymentPanel payment={current} units={order.terms.units != null} />
      {mayChange && (
        <Group gap="sm">
          <Button variant="default" onClick={() => setChoosing(true)}>{tPay.other}</Button>
          <Text size="sm" c="var(--quiet)">{tPay.otherHint}</Text>
        </Group>
      )}
    </Stack>
  );
}

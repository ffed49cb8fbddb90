import { Alert, Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { orderQuery } from "@/features/orders/api";
import { tPay } from "@/i18n/pay";
import type { OrderView } from "@/lib/types";
import { paymentQuery } from "./api";
import { Choose } from "./Choose";
import { PaymentPanel } from "./PaymentPanel";

export default function CheckoutPage() {
  const { id = "" } = useParams();
  const query = useQuery(orderQuery(id));
  return <Loaded query={query} lines={8}>{(order) => <Checkout order={order} />}</Loaded>;
}

function Checkout({ order }: { order: OrderView }) {
  const payment = useQuery(paymentQuery(order.id));
  const [choosing, setChoosing] = useState(false);
  const payable = order.state === "awaiting_payment";
  return (
    <Page title={tPay.title} subtitle={order.terms.title} back={{ to: `/orders/${order.id}`, label: tPay.toOrder }}>
      {order.you !== "buyer" ? (
        <Alert color="gray" radius="md">{tPay.otherSide}</Alert>
      ) : (
        <Loaded query={payment} lines={8}>
          {(current) => {
            // One that ended (refused by the card processor, say) while the order still waits can't be paid any more; another one can.
            const over = current?.status === "expired" || current?.status === "replaced";
            if (payable && (choosing || current === null || over)) return <Choose order={order} current={over ? null : current} done={() => setChoosing(false)} />;
            if (current === null)
              return (
                <Empty title={tPay.notNow}>
                  <Button component={Link} to={`/orders/${order.id}`} mt="md">{tPay.toOrder}</Button>
                </Empty>
              );
            return (
              <Stack gap="md">
                <PaymentPanel payment={current} units={order.terms.units != null} />
                {payable && current.status === "waiting" && !current.progress.seen && (
                  <div>
                    <Button variant="subtle" onClick={() => setChoosing(true)}>{tPay.other}</Button>
                  </div>
                )}
              </Stack>
            );
          }}
        </Loaded>
      )}
    </Page>
  );
}

import { Alert, Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { orderQuery } from "@/features/orders/api";
import { t } from "@/i18n/en";
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
    <Page title={t.pay.title} subtitle={order.terms.title} back={{ to: `/orders/${order.id}`, label: t.pay.toOrder }}>
      {order.you !== "buyer" ? (
        <Alert color="gray" radius="md">{t.pay.otherSide}</Alert>
      ) : (
        <Loaded query={payment} lines={8}>
          {(current) => {
            // One that ended (refused by the card processor, say) while the order still waits can't be paid any more; another one can.
            const over = current?.status === "expired" || current?.status === "replaced";
            if (payable && (choosing || current === null || over)) return <Choose order={order} current={over ? null : current} done={() => setChoosing(false)} />;
            if (current === null)
              return (
                <Empty title={t.pay.notNow}>
                  <Button component={Link} to={`/orders/${order.id}`} mt="md">{t.pay.toOrder}</Button>
                </Empty>
              );
            return (
              <Stack gap="md">
                <PaymentPanel payment={current} units={order.terms.units != null} />
                {payable && current.status === "waiting" && !current.progress.seen && (
                  <div>
                    <Button variant="subtle" onClick={() => setChoosing(true)}>{t.pay.other}</Button>
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

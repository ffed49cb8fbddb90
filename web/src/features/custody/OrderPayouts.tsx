import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { tOrder } from "@/i18n/order";
import { orderPayoutsQuery } from "./api";
import "./custody.css";

const PayoutLine = lazy(async () => ({ default: (await import("./PayoutLine")).PayoutLine }));

/** Money of an order on its way out; nothing while there is none. */
export function OrderPayouts({ orderId }: { orderId: string }) {
  const query = useQuery(orderPayoutsQuery(orderId));
  if (query.isError) return <Card title={tOrder.payouts}><ErrorBox error={query.error} /></Card>;
  if (!query.data || query.data.length === 0) return null;
  return (
    <Card title={tOrder.payouts}>
      <Stack gap="lg">
        {query.data.map((payout) => (
          <Suspense key={payout.id} fallback={<Skeleton height={76} />}><PayoutLine payout={payout} /></Suspense>
        ))}
      </Stack>
    </Card>
  );
}

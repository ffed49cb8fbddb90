import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { t } from "@/i18n/en";
import { orderPayoutsQuery } from "./api";
import { PayoutLine } from "./PayoutLine";

/** Money of an order on its way out; nothing while there is none. */
export function OrderPayouts({ orderId }: { orderId: string }) {
  const query = useQuery(orderPayoutsQuery(orderId));
  if (query.isError) return <Card title={t.order.payouts}><ErrorBox error={query.error} /></Card>;
  if (!query.data || query.data.length === 0) return null;
  return (
    <Card title={t.order.payouts}>
      <Stack gap="lg">
        {query.data.map((payout) => (
          <PayoutLine key={payout.id} payout={payout} />
        ))}
      </Stack>
    </Card>
  );
}

import { Stack, Text } from "@mantine/core";
import { Card } from "@/components/bits";
import { External } from "@/components/External";
import { tOrder } from "@/i18n/order";
import { formatTime } from "@/lib/time";
import type { OrderView } from "@/lib/types";

/** What was handed over, in the seller's words. */
export function Deliveries({ order }: { order: OrderView }) {
  if (order.deliveries.length === 0) return null;
  const parts = order.terms.milestones.length > 1;
  return (
    <Card title={tOrder.deliveries}>
      <Stack gap="lg">
        {order.deliveries.map((delivery, i) => (
          <div key={i}>
            <Text size="sm" c="var(--quiet)">{formatTime(delivery.createdAt)}{parts && <> · {tOrder.deliveryOf(delivery.milestone + 1)}</>}</Text>
            <div className="prose" dir="auto">{delivery.note}</div>
            {delivery.tracking && <Text size="sm" mt={4}>{tOrder.tracking}: <Tracking text={delivery.tracking} /></Text>}
          </div>
        ))}
      </Stack>
    </Card>
  );
}

/** A number, or a link where it is one to a page served securely. */
function Tracking({ text }: { text: string }) {
  const mono = <span className="mono" style={{ overflowWrap: "anywhere" }}>{text}</span>;
  return /^https:\/\/\S+$/.test(text) ? <External href={text}>{mono}</External> : mono;
}

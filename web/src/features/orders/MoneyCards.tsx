// What happens to an order's money: by itself, and so far.
import { Text } from "@mantine/core";
import { Card, Countdown, Facts } from "@/components/bits";
import { useAsset } from "@/features/payments/assets";
import { tOrder } from "@/i18n/order";
import { formatUnits, isZero } from "@/lib/money";
import { formatTime } from "@/lib/time";
import type { OrderView } from "@/lib/types";

/** What happens, and when, if nobody does anything. */
export function IfNobodyActs({ order }: { order: OrderView }) {
  const asset = useAsset(order.assetId);
  const next = order.ifNobodyActs;
  if (!next) return null;
  // Until it is settled nobody has written down what use comes to: amounts would be those of no use at all.
  const unknown = order.terms.units?.metered && isZero(order.earned);
  const say = (units: string) => formatUnits(units, asset);
  const parts = unknown
    ? []
    : [
        !isZero(next.toSeller) && tOrder.gets(say(next.toSeller), order.seller.displayName),
        !isZero(next.fee) && tOrder.platformGets(say(next.fee)),
        !isZero(next.toBuyer) && tOrder.gets(say(next.toBuyer), order.buyer.displayName),
      ].filter((part) => part !== false);
  return (
    <Card title={tOrder.ifNobody}>
      <div className="amount"><Countdown to={next.at} /></div>
      <Text size="sm" c="var(--quiet)" mb="xs">{formatTime(next.at)}</Text>
      <Text>{next.sentence}</Text>
      {parts.length > 0 && (
        <ul className="plain" style={{ marginBlockStart: 8 }}>
          {parts.map((part) => <Text component="li" size="sm" fw={600} key={part}>{part}</Text>)}
        </ul>
      )}
    </Card>
  );
}

/** What was paid in, and where it is. */
export function MoneyCard({ order }: { order: OrderView }) {
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

import { Text } from "@mantine/core";
import { Card } from "@/components/bits";
import { isolated } from "@/i18n/format";
import { tPay } from "@/i18n/pay";
import { formatPrice } from "@/lib/money";
import { formatDuration } from "@/lib/time";
import type { OrderView } from "@/lib/types";

/** The deal in one line, and what will happen to the money. */
export function DealLine({ order: { terms, seller } }: { order: OrderView }) {
  const { deliveryS, inspectionS } = terms.periods;
  const name = isolated(seller.displayName);
  return (
    <Card>
      <Text fw={600} fz="1.05rem">{tPay.deal.line(formatPrice(terms.total, terms.currency), name)}</Text>
      <Text size="sm" fw={600} mt="md" mb={6}>{tPay.deal.next}</Text>
      <ol className="pay-steps">
        <li>{tPay.deal.escrow}</li>
        <li>{terms.units ? tPay.deal.goods : tPay.deal.deliver(name, formatDuration(deliveryS))}</li>
        {!terms.units?.metered && <li>{tPay.deal.check(name, formatDuration(inspectionS))}</li>}
      </ol>
    </Card>
  );
}

import { Group, Text } from "@mantine/core";
import { Card, Copy, Facts } from "@/components/bits";
import { t } from "@/i18n/en";
import { g } from "@/i18n/goods";
import { formatPrice, isZero } from "@/lib/money";
import { formatDuration, formatTime } from "@/lib/time";
import type { OrderView } from "@/lib/types";

export function TermsCard({ order }: { order: OrderView }) {
  const { terms } = order;
  const price = (amount: string) => formatPrice(amount, terms.currency);
  return (
    <Card title={t.order.termsTitle}>
      {terms.description && <div className="prose" style={{ marginBlockEnd: 20 }}>{terms.description}</div>}
      <Facts
        rows={[
          [t.order.buyer, order.buyer.displayName],
          [t.order.seller, order.seller.displayName],
          [t.accept.price, price(terms.price)],
          !isZero(terms.buyerFee) && [t.accept.feeBuyer, price(terms.buyerFee)],
          !isZero(terms.sellerFee) && [t.accept.feeSeller, price(terms.sellerFee)],
          [t.accept.buyerPays, price(terms.total), "total"],
          [t.accept.sellerGets, price(terms.sellerGets)],
          ...terms.milestones.map((m, i): [string, string] => [`${i + 1}. ${m.title}${i < order.milestonesDone ? " ✓" : ""}`, price(m.amount)]),
          [t.order.paymentPeriod, formatDuration(terms.periods.paymentS)],
          [t.order.deliveryPeriod, formatDuration(terms.periods.deliveryS)],
          [terms.units?.metered ? g.order.settledBy : t.order.inspectionPeriod, formatDuration(terms.periods.inspectionS)],
          [t.order.disputePeriod, formatDuration(terms.periods.disputeS)],
          [t.order.agreed, formatTime(order.createdAt)],
        ]}
      />
      <Text size="sm" c="var(--quiet)" mt="lg">{t.order.termsHash}</Text>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <span className="mono" style={{ overflowWrap: "anywhere" }}>{order.termsHash}</span>
        <Copy value={order.termsHash} label={t.common.copyHash} />
      </Group>
      <Text size="sm" c="var(--quiet)">{t.order.termsHint}</Text>
    </Card>
  );
}

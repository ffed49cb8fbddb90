import { Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { Card, Facts } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { tMarket } from "@/i18n/market";
import { tOrder } from "@/i18n/order";
import { formatPrice, isZero } from "@/lib/money";
import { formatDuration, formatTime } from "@/lib/time";
import type { OrderView } from "@/lib/types";

export function TermsCard({ order }: { order: OrderView }) {
  const { terms } = order;
  const price = (amount: string) => formatPrice(amount, terms.currency);
  return (
    <Card title={tOrder.termsTitle}>
      {terms.description && <div className="prose" dir="auto" style={{ marginBlockEnd: 20 }}>{terms.description}</div>}
      <Facts
        rows={[
          [tOrder.buyer, <Link key="b" to={`/people/${order.buyer.id}`}>{order.buyer.displayName}</Link>],
          [tOrder.seller, <Link key="s" to={`/people/${order.seller.id}`}>{order.seller.displayName}</Link>],
          [tMarket.accept.price, price(terms.price)],
          !isZero(terms.buyerFee) && [tMarket.accept.feeBuyer, price(terms.buyerFee)],
          !isZero(terms.sellerFee) && [tMarket.accept.feeSeller, price(terms.sellerFee)],
          [tMarket.accept.buyerPays, price(terms.total), "total"],
          [tMarket.accept.sellerGets, price(terms.sellerGets)],
          [tOrder.paymentPeriod, formatDuration(terms.periods.paymentS)],
          [tOrder.deliveryPeriod, formatDuration(terms.periods.deliveryS)],
          [terms.units?.metered ? tGoods.order.settledBy : tOrder.inspectionPeriod, formatDuration(terms.periods.inspectionS)],
          [tOrder.disputePeriod, formatDuration(terms.periods.disputeS)],
          [tOrder.agreed, formatTime(order.createdAt)],
        ]}
      />
      <Text size="sm" c="var(--quiet)" mt="lg">{tOrder.termsHash}</Text>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <span className="mono" style={{ overflowWrap: "anywhere" }}>{order.termsHash}</span>
        <Copy value={order.termsHash} label={t.common.copyHash} />
      </Group>
      <Text size="sm" c="var(--quiet)">{tOrder.termsHint}</Text>
    </Card>
  );
}

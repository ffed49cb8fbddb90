import { Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { Card, Facts } from "@/components/bits";
import { PagedList, usePages } from "@/components/pages";
import { loadTokens } from "@/features/goods/api";
import { TokenLine } from "@/features/goods/TokensPage";
import { useAsset } from "@/features/payments/assets";
import { tGoods } from "@/i18n/goods";
import { num } from "@/i18n/format";
import { keys } from "@/lib/keys";
import { formatPrice, formatUnits, isZero } from "@/lib/money";
import type { OrderView, UnitTerms } from "@/lib/types";

/** What an order of units is of, what came of it, and what use has earned. */
export function UnitsCard({ order, units }: { order: OrderView; units: UnitTerms }) {
  const asset = useAsset(order.assetId);
  const open = order.state === "delivered" || order.state === "funded" || order.state === "disputed";
  return (
    <Card title={tGoods.order.title}>
      <Stack gap="md">
        <Facts
          rows={[
            [tGoods.order.listing, <Link key="l" to={`/listings/${units.listing}`}>{order.terms.title}</Link>],
            [tGoods.order.units, num(units.units)],
            [tGoods.order.unitPrice, formatPrice(units.unitPrice, order.terms.currency)],
            units.metered && !isZero(order.earned) && [tGoods.order.earned, formatUnits(order.earned, asset)],
          ]}
        />
        {open && <Text size="sm" c="var(--quiet)">{units.metered ? tGoods.order.metered : tGoods.order.plain}</Text>}
        {order.you === "buyer" && <Tokens orderId={order.id} />}
      </Stack>
    </Card>
  );
}

function Tokens({ orderId }: { orderId: string }) {
  const query = usePages(keys.tokens.list({ orderId }), (cursor) => loadTokens({ orderId }, cursor));
  return (
    <div>
      <Text fw={600} mb={6}>{tGoods.order.tokens}</Text>
      <PagedList query={query} empty={<Text c="var(--quiet)">{tGoods.order.none}</Text>}>
        {(items) => (
          <ul className="rows">
            {items.map((token) => (
              <li key={token.id}>
                <TokenLine token={token} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </div>
  );
}

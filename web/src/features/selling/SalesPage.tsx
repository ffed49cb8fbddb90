import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { loadSales } from "@/features/goods/api";
import { t } from "@/i18n/en";
import { g } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { formatPrice, timesDecimal } from "@/lib/money";
import type { SaleView } from "@/lib/types";

export default function SalesPage() {
  const query = usePages(keys.sales.all, loadSales);
  return (
    <Page title={g.sell.sales} back={{ to: "/sell", label: g.sell.mine }}>
      <PagedList query={query} empty={<Empty title={g.sell.none2}>{g.sell.none2Hint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((sale) => (
              <li key={sale.id}>
                <Line sale={sale} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

function Line({ sale }: { sale: SaleView }) {
  return (
    <Link className="row" to={`/orders/${sale.orderId}`}>
      <div className="row-main">
        <div className="row-title">{sale.serviceName}</div>
        <Text size="sm" c="var(--quiet)">{sale.buyerName} · {g.units(sale.units)} · <Ago at={sale.createdAt} /></Text>
        {sale.returnedUnits > 0 && <Text size="sm" c="var(--quiet)">{g.sell.unitsBack(sale.returnedUnits)}</Text>}
        {sale.failure && <Text size="sm" c="red">{g.sell.saleFailure} {sale.failure}</Text>}
      </div>
      <StateBadge state={sale.orderState} words={t.order.states} />
      <Text className="row-side" fw={600}>{formatPrice(timesDecimal(sale.unitPrice, sale.units), sale.currency)}</Text>
    </Link>
  );
}

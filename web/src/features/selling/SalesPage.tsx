import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { loadSales } from "@/features/goods/api";
import { tGoods } from "@/i18n/goods";
import { tOrder } from "@/i18n/order";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import { formatPrice, timesDecimal } from "@/lib/money";
import type { SaleView } from "@/lib/types";

export default function SalesPage() {
  const query = usePages(keys.sales.all, loadSales);
  return (
    <Page title={tSelling.sales} back={{ to: "/sell", label: tSelling.mine }}>
      <PagedList query={query} empty={<Empty title={tSelling.none2}>{tSelling.none2Hint}</Empty>}>
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
        <Text size="sm" c="var(--quiet)">{sale.buyerName} · {tGoods.units(sale.units)} · <Ago at={sale.createdAt} /></Text>
        {sale.returnedUnits > 0 && <Text size="sm" c="var(--quiet)">{tSelling.unitsBack(sale.returnedUnits)}</Text>}
        {sale.failure && <Text size="sm" c="red">{tSelling.saleFailure} {sale.failure}</Text>}
      </div>
      <StateBadge state={sale.orderState} words={tOrder.states} />
      <Text className="row-side" fw={600}>{formatPrice(timesDecimal(sale.unitPrice, sale.units), sale.currency)}</Text>
    </Link>
  );
}

import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tGoods } from "@/i18n/goods";
import { tOrder } from "@/i18n/order";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import { formatPrice, formatUnits, isZero, timesDecimal } from "@/lib/money";
import type { SaleView } from "@/lib/types";
import { SellFrame } from "./SellFrame";
import { loadSales } from "./api";

/** What was bought of the seller's listings, and what each sale earned. */
export default function SalesPage() {
  const query = usePages(keys.sales.list, loadSales);
  return (
    <SellFrame title={tSelling.sales}>
      <PagedList query={query} empty={<Empty icon="goods" title={tSelling.none2}>{tSelling.none2Hint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((sale) => <li key={sale.id}><Line sale={sale} /></li>)}
          </ul>
        )}
      </PagedList>
    </SellFrame>
  );
}

function Line({ sale }: { sale: SaleView }) {
  const { assetSymbol: symbol, assetDecimals: decimals } = sale;
  const earned = symbol != null && decimals != null && !isZero(sale.earned) ? formatUnits(sale.earned, { symbol, decimals }) : null;
  return (
    <Link className="row" to={`/orders/${sale.orderId}`}>
      <div className="row-main">
        <div className="row-title">{sale.serviceName}</div>
        <Text size="sm" c="var(--quiet)"><bdi>{sale.buyerName}</bdi> · <bdi>{tGoods.units(sale.units)}</bdi> · <Ago at={sale.createdAt} /></Text>
        {sale.returnedUnits > 0 && <Text size="sm" c="var(--quiet)">{tSelling.unitsBack(sale.returnedUnits)}</Text>}
        {sale.failure && <Text size="sm" c="red">{tSelling.saleFailure} {sale.failure}</Text>}
      </div>
      <StateBadge state={sale.orderState} words={tOrder.states} />
      <div className="sale-side">
        <Text fw={600}><Text span size="sm" fw={400} c="var(--quiet)">{tSelling.salePrice} </Text>{formatPrice(timesDecimal(sale.unitPrice, sale.units), sale.currency)}</Text>
        <Text size="sm"><Text span size="sm" c="var(--quiet)">{tSelling.saleEarned} </Text>{earned ?? tSelling.saleNothing}</Text>
      </div>
    </Link>
  );
}

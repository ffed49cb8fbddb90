import { tGoods } from "@/i18n/goods";
import type { OrderView } from "@/lib/types";

/** Where an order of units stands, in words for one side: they are delivered and settled by themselves. */
export default function UnitsLead({ order: { state, you, terms }, otherwise }: { order: OrderView; otherwise: string }) {
  const buyer = you === "buyer";
  if (state === "funded") return buyer ? tGoods.order.fundedBuyer : tGoods.order.fundedSeller;
  if (terms.units?.metered && state === "delivered") return buyer ? tGoods.order.leadBuyer : tGoods.order.leadSeller;
  if (terms.units?.metered && state === "completed") return buyer ? tGoods.order.doneBuyer : tGoods.order.doneSeller;
  return otherwise;
}

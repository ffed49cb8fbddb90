import { useSearchParams } from "react-router";
import { Notice } from "@/components/Notice";
import { tPay } from "@/i18n/pay";
import type { OrderView } from "@/lib/types";

/** For who comes back from the card page: what that means, until the order itself says more. */
export function CameBack({ order }: { order: OrderView }) {
  const [search] = useSearchParams();
  const paid = search.has("paid");
  if (order.you !== "buyer" || (order.state !== "awaiting_payment" && order.state !== "confirming")) return null;
  if (paid) return <div className="notes"><Notice tone="blue" role="status" title={tPay.cardPaid}>{tPay.cardPaidText}</Notice></div>;
  if (!search.has("cancelled")) return null;
  return <div className="notes"><Notice tone="orange" role="status" title={tPay.cardCancelled}>{tPay.cardCancelledText}</Notice></div>;
}

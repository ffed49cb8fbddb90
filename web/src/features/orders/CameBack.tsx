import { Alert } from "@mantine/core";
import { useSearchParams } from "react-router";
import { tPay } from "@/i18n/pay";
import type { OrderView } from "@/lib/types";

/** For who comes back from the card page: what that means, until the order itself says more. */
export function CameBack({ order }: { order: OrderView }) {
  const [search] = useSearchParams();
  const paid = search.has("paid");
  if (order.you !== "buyer" || (order.state !== "awaiting_payment" && order.state !== "confirming")) return null;
  if (paid) return <Alert color="blue" variant="light" radius="md" mb="md" role="status" title={tPay.cardPaid}>{tPay.cardPaidText}</Alert>;
  if (!search.has("cancelled")) return null;
  return <Alert color="orange" variant="light" radius="md" mb="md" role="status" title={tPay.cardCancelled}>{tPay.cardCancelledText}</Alert>;
}

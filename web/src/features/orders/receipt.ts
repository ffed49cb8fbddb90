// What a receipt says of an order's money, each movement once, with its date and its transaction. Pure.
import { isZero, unitsLeft } from "@/lib/money";
import type { OrderView, PaymentView, PayoutView, TimelineEntry } from "@/lib/types";

/** One line of what happened to the money. */
export interface Movement {
  kind: "paid" | "release" | "refund" | "withdrawal" | "exception_refund";
  at: string;
  amount: string;
  assetId: string;
  /** Transaction hash, or the card processor's reference; null before there is one. */
  reference: string | null;
  chainId: number | null;
}

/** Transfers that counted and payouts that went out or are on their way, oldest first. */
export function movements(order: Pick<OrderView, "paidIn" | "assetId">, payments: PaymentView[], payouts: PayoutView[], timeline: TimelineEntry[]): Movement[] {
  const funded = timeline.find((entry) => entry.action === "fund")?.at;
  const paid = payments.filter((payment) => payment.status === "paid").flatMap((payment) => paidBy(payment, funded, order.paidIn));
  const out = payouts
    .filter((payout) => payout.state !== "cancelled" && payout.state !== "failed")
    .map((payout): Movement => ({
      kind: payout.kind,
      at: payout.confirmedAt ?? payout.createdAt,
      amount: payout.amount,
      assetId: payout.assetId,
      reference: payout.txHash ?? payout.cardReference ?? null,
      chainId: payout.chainId ?? null,
    }));
  return [...paid, ...out].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function paidBy(payment: PaymentView, funded: string | undefined, paidIn: string): Movement[] {
  const at = funded ?? payment.createdAt;
  const chainId = payment.chainId ?? null;
  const counted = payment.transfers.filter((transfer) => transfer.status === "confirmed" && transfer.assetId === payment.assetId);
  if (counted.length === 0) return [{ kind: "paid", at, amount: isZero(paidIn) ? payment.amount : paidIn, assetId: payment.assetId, reference: null, chainId }];
  return counted.map((transfer) => ({ kind: "paid", at, amount: transfer.amount, assetId: payment.assetId, reference: transfer.txHash, chainId }));
}

/** What the seller got, after the fee. */
export function netReleased(order: Pick<OrderView, "released" | "feeTaken">): string {
  return unitsLeft(order.released, order.feeTaken);
}

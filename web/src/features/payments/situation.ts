// What is special about a payment now. Pure, so that every kind can be tested without a chain.
import type { PaymentCase, PaymentView } from "@/lib/types";

/** Base units, and of which asset; null for a token that isn't listed. */
export interface Sum {
  amount: string;
  assetId: string | null;
}

export type Situation =
  | { kind: "funded" }
  | { kind: "under"; got: string; want: string; rest: string }
  | { kind: "wrongComing" | "dust" | "dropped" | "expired" | "replaced" | "unknown" }
  /** Money that did not match: `decided` says what became of it, null while two people still check. */
  | { kind: "over" | "late" | "twice" | "short" | "wrong" | "reversed" | "mismatch"; sum: Sum; decided: Decided | null };

export type Decided = NonNullable<PaymentCase["action"]>;
export type CaseSituation = Extract<Situation, { sum: Sum }>;

const OF_CASE: Record<Exclude<PaymentCase["kind"], "unknown_token">, CaseSituation["kind"]> = {
  underpaid: "short", overpaid: "over", late: "late", duplicate: "twice", wrong_asset: "wrong", reversed: "reversed", mismatch: "mismatch",
};

/** What to say above the payment, gravest first. */
export function situations(payment: PaymentView): Situation[] {
  const { status, assetId, transfers, cases } = payment;
  const said: Situation[] = [];
  const open = isOpen(payment);
  const live = transfers.some((t) => t.status === "detected" || t.status === "confirmed");
  if (status === "paid") said.push({ kind: "funded" });
  if (status === "underpaid") said.push({ kind: "under", got: payment.paid, want: payment.amount, rest: payment.remaining });
  if (open && !live && transfers.some((t) => t.status === "dropped")) said.push({ kind: "dropped" });
  if (open && transfers.some((t) => t.status === "detected" && t.assetId !== assetId)) said.push({ kind: "wrongComing" });
  for (const one of cases) {
    if (one.kind === "unknown_token") continue;
    said.push({ kind: OF_CASE[one.kind], sum: { amount: one.amount, assetId: one.assetId ?? null }, decided: one.action ?? null });
  }
  const surplus = surplusOf(payment);
  if (surplus !== null && !cases.some((one) => one.kind === "overpaid")) said.push({ kind: "over", sum: { amount: surplus, assetId }, decided: null });
  if (status === "expired" && cases.length === 0) said.push({ kind: "expired" });
  if (status === "replaced") said.push({ kind: "replaced" });
  if (cases.some((one) => one.kind === "unknown_token") || transfers.some((t) => t.status === "ignored" && t.assetId == null)) said.push({ kind: "unknown" });
  if (transfers.some((t) => t.status === "ignored" && t.assetId != null)) said.push({ kind: "dust" });
  return said;
}

/** Whether money may still come for it. */
export function isOpen({ status }: Pick<PaymentView, "status">): boolean {
  return status === "waiting" || status === "underpaid" || status === "confirming";
}

/** What has counted beyond the price; null when nothing has. */
function surplusOf({ amount, assetId, transfers }: PaymentView): string | null {
  const counted = transfers.filter((t) => t.assetId === assetId && t.status === "confirmed").reduce((sum, t) => sum + BigInt(t.amount), 0n);
  return counted > BigInt(amount) ? (counted - BigInt(amount)).toString() : null;
}

// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { show } from "@/components/testing";
import { ASSETS, payment, transfer, TUSD } from "@/features/payments/samples";
import { keys } from "@/lib/keys";
import type { PayoutView, TimelineEntry } from "@/lib/types";
import { Receipt } from "./ReceiptPage";
import { movements } from "./receipt";
import { BUYER, order, SELLER } from "./samples";

afterEach(cleanup);

const PAID_AT = "2026-01-01T06:00:00Z";
const history: TimelineEntry[] = [{ id: "1", at: PAID_AT, actor: "rail", actorId: null, action: "fund", from: "confirming", to: "funded", detail: {} }];

function payout(over: Partial<PayoutView> = {}): PayoutView {
  return {
    id: "01a1ffe6-0000-7000-8000-0000000000aa", kind: "release", orderId: order().id, userId: SELLER.id, assetId: TUSD, rail: "chain", chainId: 31337, amount: "117000000", toAddress: null, state: "confirmed",
    waitingReason: null, waitingCode: null, requestedBy: null, decidedBy: null, txHash: `0x${"cd".repeat(32)}`, cardReference: null, confirmedAt: "2026-01-03T00:00:00Z", createdAt: "2026-01-02T00:00:00Z", updatedAt: "2026-01-03T00:00:00Z", ...over,
  };
}

const paid = payment({ status: "paid", paid: "120000000", transfers: [transfer("confirmed", { amount: "20000000" }), transfer("confirmed", { amount: "100000000" }), transfer("ignored", { amount: "1" }), transfer("dropped")] });

describe("the movements of a receipt", () => {
  it("are what counted and what went out, oldest first", () => {
    const list = movements(order(), [paid, payment({ status: "replaced" })], [payout(), payout({ state: "cancelled" }), payout({ state: "failed" })], history);
    expect(list.map(({ kind, at, amount }) => [kind, at, amount])).toEqual([
      ["paid", PAID_AT, "20000000"],
      ["paid", PAID_AT, "100000000"],
      ["release", "2026-01-03T00:00:00Z", "117000000"],
    ]);
  });

  it("name a card payment without a transaction", () => {
    const byCard = payment({ status: "paid", rail: "card", chainId: null, amount: "12000", transfers: [] });
    expect(movements(order({ paidIn: "12000" }), [byCard], [], history)).toEqual([{ kind: "paid", at: PAID_AT, amount: "12000", assetId: byCard.assetId, reference: null, chainId: null }]);
  });
});

describe("a receipt", () => {
  it("says who, what, how much, when and by which transactions", () => {
    const done = order({ state: "completed", held: "0", released: "120000000", feeTaken: "3000000" });
    show(<Receipt order={done} payments={[paid]} payouts={[payout()]} timeline={history} />, { known: [[keys.assets.all, ASSETS], [keys.networks.all, [{ chainId: 31337, name: "Development chain" }]]] });
    const text = screen.getByRole("article").textContent ?? "";
    for (const said of [BUYER.displayName, SELLER.displayName, "(you)", "A logo", "120.00 USD", done.termsHash, done.id, "117 tUSD", "3 tUSD", "20 tUSD", "100 tUSD", `0x${"ab".repeat(32)}`, `0x${"cd".repeat(32)}`, "Development chain", "3 Jan 2026"])
      expect(text).toContain(said);
    expect(text).not.toContain("Still in escrow");
    expect(screen.getByRole("heading", { level: 1, name: "Receipt" })).toBeTruthy();
  });
});

// Orders as the server tells of them, for tests.
import { TUSD } from "@/features/payments/samples";
import type { OrderView } from "@/lib/types";

export const BUYER = { id: "01a1ffe6-0000-7000-8000-00000000000b", displayName: "Bahar" };
export const SELLER = { id: "01a1ffe6-0000-7000-8000-00000000000c", displayName: "Samuel" };

/** A logo for 120 tUSD, delivered and being checked by the buyer who looks. */
export function order(over: Partial<OrderView> = {}): OrderView {
  return {
    id: "01a1ffe6-0000-7000-8000-000000000002",
    state: "delivered",
    terms: {
      buyer: BUYER.id, seller: SELLER.id, title: "A logo", description: "Three drafts", category: null, currency: "USD", price: "120", buyerFee: "0", sellerFee: "3", total: "120", sellerGets: "117",
      milestones: [], periods: { paymentS: 86_400, confirmationS: 86_400, deliveryS: 604_800, inspectionS: 259_200, disputeS: 1_209_600 },
    },
    termsHash: "ab".repeat(32),
    buyer: BUYER,
    seller: SELLER,
    you: "buyer",
    assetId: TUSD,
    paidIn: "120000000",
    held: "120000000",
    released: "0",
    feeTaken: "0",
    refunded: "0",
    earned: "0",
    milestonesDone: 0,
    cancelProposedBy: null,
    holdReason: null,
    allowedActions: ["confirm", "request_changes", "release_part", "propose_cancel", "open_dispute"],
    ifNobodyActs: { at: "2099-01-01T00:00:00Z", state: "completed", toSeller: "117000000", toBuyer: "0", fee: "3000000", sentence: "The buyer has not objected: everything held is released to the seller." },
    ifConfirmed: { state: "completed", toSeller: "117000000", fee: "3000000" },
    deliveries: [{ milestone: 0, note: "Here it is.", tracking: null, createdAt: "2026-01-02T00:00:00Z" }],
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-02T00:00:00Z",
    ...over,
  };
}

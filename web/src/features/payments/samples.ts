// Payments as the server tells of them, for tests.
import type { PaymentCase, PaymentView } from "@/lib/types";

export const TUSD = "01a1ffe6-0000-7778-86a5-0e7fd9fd0678";
export const OTHER = "01a1ffe6-0000-7590-974a-646d6efc3acb";
export const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/** What `/api/payment/assets` says. */
export const ASSETS = [
  { id: TUSD, chainId: 31337, contract: ADDRESS, symbol: "tUSD", decimals: 6, parCurrency: "USD", enabled: true, rail: "direct" },
  { id: OTHER, chainId: 31337, contract: null, symbol: "ETH", decimals: 18, parCurrency: "ETH", enabled: true, rail: "direct" },
];

export type TransferView = PaymentView["transfers"][number];

export function transfer(status: TransferView["status"], over: Partial<TransferView> = {}): TransferView {
  return { id: crypto.randomUUID(), txHash: `0x${"ab".repeat(32)}`, token: ADDRESS, assetId: TUSD, amount: "120000000", status, confirmations: 1, required: 3, explorerUrl: null, ...over };
}

export function caseOf(kind: PaymentCase["kind"], over: Partial<PaymentCase> = {}): PaymentCase {
  return { kind, status: "open", transfer: null, assetId: TUSD, amount: "5000000", action: null, openedAt: "2026-01-01T00:00:00Z", ...over };
}

/** 120 tUSD on the development chain, waiting. */
export function payment(over: Partial<PaymentView> = {}): PaymentView {
  return {
    id: "01a1ffe6-0000-7000-8000-000000000001", orderId: "01a1ffe6-0000-7000-8000-000000000002", status: "waiting", assetId: TUSD, symbol: "tUSD", decimals: 6, contract: ADDRESS, rail: "direct",
    chainId: 31337, network: "Development chain", address: ADDRESS, uri: `ethereum:${ADDRESS}@31337/transfer`, checkoutUrl: null, amount: "120000000", amountDisplay: "120", paid: "0",
    remaining: "120000000", remainingDisplay: "120", expiresAt: "2099-01-01T00:00:00Z", progress: { seen: false, confirmations: 0, required: 3 }, transfers: [], cases: [], explorerUrl: null,
    refundAddress: null, createdAt: "2026-01-01T00:00:00Z", ...over,
  };
}

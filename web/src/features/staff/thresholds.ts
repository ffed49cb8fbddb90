// The one form of all thresholds: from what the server has to what is typed, and back.
import { decimalToUnits, readDecimal, toInput, unitsToDecimal } from "@/lib/money";
import type { ApprovalThresholds, ConfirmationThresholds } from "@/lib/types";

export interface LimitDraft {
  key: number;
  assetId: string | null;
  amount: string;
}

export interface BandDraft {
  key: number;
  /** null: every asset of the network; then the amount is in smallest units. */
  assetId: string | null;
  amount: string;
  confirmations: string;
}

export interface NetworkDraft {
  chainId: number;
  confirmations: string;
  bands: BandDraft[];
}

export interface Draft {
  default: string;
  limits: LimitDraft[];
  networks: NetworkDraft[];
}

/** What is wrong with a field; the page has the words. */
export type Complaint = "amount" | "count" | "twice" | "choose";

export interface Read {
  approval: ApprovalThresholds;
  networks: ConfirmationThresholds[];
  /** By field: `default`, `limit:<key>`, `network:<chain>`, `band:<key>:amount`, `band:<key>:confirmations`. */
  complaints: Record<string, Complaint>;
}

type Decimals = (assetId: string) => number;

let made = 0;
/** For rows that are added: a name that no other row has. */
export const freshKey = (): number => ++made;

export function draftOf(approval: ApprovalThresholds, networks: ConfirmationThresholds[], decimals: Decimals): Draft {
  return {
    default: toInput(approval.default),
    limits: approval.assets.map(({ assetId, wholeUnits }) => ({ key: freshKey(), assetId, amount: toInput(wholeUnits) })),
    networks: networks.map(({ chainId, confirmations, bands }) => ({
      chainId,
      confirmations: String(confirmations),
      bands: bands.map((band) => ({
        key: freshKey(),
        assetId: band.assetId ?? null,
        amount: toInput(unitsToDecimal(band.minAmount, band.assetId ? decimals(band.assetId) : 0)),
        confirmations: String(band.confirmations),
      })),
    })),
  };
}

/** What would be sent, and everything that keeps it from being sent. */
export function readDraft(draft: Draft, decimals: Decimals): Read {
  const complaints: Record<string, Complaint> = {};
  const decimal = (field: string, text: string): string => {
    const value = readDecimal(text);
    if (value === null) complaints[field] = "amount";
    return value ?? "0";
  };
  const count = (field: string, text: string): number => {
    const value = Number(readDecimal(text) ?? "0");
    if (!Number.isInteger(value) || value < 1 || value > 10_000) complaints[field] = "count";
    return value;
  };
  const seen = new Set<string>();
  const once = (field: string, name: string) => {
    if (seen.has(name)) complaints[field] = "twice";
    seen.add(name);
  };
  const assets = draft.limits.map(({ key, assetId, amount }) => {
    if (assetId === null) complaints[`limit:${key}`] = "choose";
    else once(`limit:${key}`, `limit ${assetId}`);
    return { assetId: assetId ?? "", wholeUnits: decimal(`limit:${key}:amount`, amount) };
  });
  const networks = draft.networks.map(({ chainId, confirmations, bands }) => ({
    chainId,
    confirmations: count(`network:${chainId}`, confirmations),
    bands: bands.map((band) => {
      const field = `band:${band.key}:amount`;
      const minAmount = decimalToUnits(band.amount, band.assetId ? decimals(band.assetId) : 0);
      if (minAmount === null) complaints[field] = "amount";
      else once(field, `band ${chainId} ${band.assetId} ${minAmount}`);
      return { assetId: band.assetId, minAmount: minAmount ?? "0", confirmations: count(`band:${band.key}:confirmations`, band.confirmations) };
    }),
  }));
  return { approval: { default: decimal("default", draft.default), assets }, networks, complaints };
}

const trimmed = (decimal: string): string => decimal.replace(/^0+(?=\d)/, "").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");

/** Whether two say the same, in whatever order. */
export function sameApproval(a: ApprovalThresholds, b: ApprovalThresholds): boolean {
  const text = (of: ApprovalThresholds) => JSON.stringify([trimmed(of.default), of.assets.map((one) => `${one.assetId} ${trimmed(one.wholeUnits)}`).sort()]);
  return text(a) === text(b);
}

/** Whether two say the same, in whatever order. */
export function sameNetwork(a: ConfirmationThresholds, b: ConfirmationThresholds): boolean {
  const text = (of: ConfirmationThresholds) => JSON.stringify([of.confirmations, of.bands.map((one) => `${one.assetId ?? ""} ${one.minAmount} ${one.confirmations}`).sort()]);
  return text(a) === text(b);
}

// What a buyer may choose, worked out from the listing, the quote and the balances.
import { tGoods } from "@/i18n/goods";
import { compareDecimals, unitsToDecimal } from "@/lib/money";
import type { BalanceView, ListingView, UnitsQuote } from "@/lib/types";

/** Pay on the next page, by card or crypto. */
export const LATER = "later";

/** Codes of one order, whatever the listing says. */
const MOST_CODES = 1_000;

type Sized = Pick<ListingView, "minUnits" | "maxUnits" | "availableUnits" | "fulfilment">;

/** The most that one order may have, the stock left aside. */
export function mostPerOrder({ maxUnits, fulfilment }: Sized): number {
  return fulfilment === "code_pool" ? Math.min(maxUnits, MOST_CODES) : maxUnits;
}

/** Why so many can't be ordered; null when they can. */
export function unitsProblem(units: number | string, listing: Sized): string | null {
  if (typeof units !== "number" || !Number.isSafeInteger(units)) return tGoods.buy.whole;
  if (units < listing.minUnits) return tGoods.buy.atLeast(listing.minUnits);
  const most = mostPerOrder(listing);
  if (units > most) return tGoods.buy.atMost(most);
  if (units > listing.availableUnits) return tGoods.buy.only(listing.availableUnits);
  return null;
}

/** Balances that may pay what is quoted, and cover it. */
export function payableBalances(quote: UnitsQuote, balances: BalanceView[]): BalanceView[] {
  return balances.filter(
    ({ assetId, available, decimals }) => quote.balanceAssets.includes(assetId) && compareDecimals(unitsToDecimal(available, decimals), quote.fee.total) >= 0,
  );
}

/** What comes back of base units paid for `units` when `used` of them are used: the rest, as the server rounds it. */
export function unusedPart(paid: string, { units, usedUnits }: { units: number; usedUnits: number }): string {
  const all = BigInt(paid);
  return (all - (all * BigInt(usedUnits)) / BigInt(units)).toString();
}

export type Standing = "own" | "pending" | "rejected" | "draft" | "paused" | "sold_out" | "removed" | "open";

/** What the buy box has to say before anything can be bought. */
export function standing({ own, status, seller, availableUnits, minUnits }: ListingView, userId: string | undefined): Standing {
  if (seller.id === userId) return own && own.moderation !== "approved" && status === "active" ? own.moderation : "own";
  if (status === "draft" || status === "paused" || status === "removed") return status;
  return status === "sold_out" || availableUnits < minUnits ? "sold_out" : "open";
}

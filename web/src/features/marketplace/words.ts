// What requests say of categories and budgets, in the reader's language.
import { tMarket } from "@/i18n/market";
import { formatDecimal } from "@/lib/money";

/** A category that came with the platform has its name in every language; one that an administrator made has the one it was given. */
export function categoryName({ slug, name }: { slug: string; name: string }): string {
  return tMarket.categories[slug] ?? name;
}

interface Budget {
  budgetMin?: string | null;
  budgetMax?: string | null;
  currency: string;
}

/** `400 USD`, but `400.50 USD`. */
function round(price: string, currency: string): string {
  return `${formatDecimal(price, formatDecimal(price) === formatDecimal(price, 1) ? 2 : 0)} ${currency}`;
}

/** What a buyer would pay, in words. */
export function budget({ budgetMin, budgetMax, currency }: Budget): string {
  if (budgetMin && budgetMax) return budgetMin === budgetMax ? round(budgetMin, currency) : tMarket.request.budgetRange(formatDecimal(budgetMin), round(budgetMax, currency));
  if (budgetMax) return tMarket.request.budgetUpTo(round(budgetMax, currency));
  return budgetMin ? tMarket.request.budgetFrom(round(budgetMin, currency)) : tMarket.request.budgetNone;
}

/** A band of prices, in a currency if one is chosen. */
export function band({ from, below }: { from?: string | null; below?: string | null }, currency: string | undefined): string {
  const price = (amount: string) => (currency ? `${formatDecimal(amount)} ${currency}` : formatDecimal(amount));
  if (from && below) return tMarket.filter.between(formatDecimal(from), price(below));
  return from ? tMarket.filter.from(price(from)) : tMarket.filter.below(price(below ?? "0"));
}

/** The key of a band in the address's terms. */
export const bandKey = ({ from, below }: { from?: string | null; below?: string | null }): string => `${from ?? ""}~${below ?? ""}`;

/** The two ends of a band's key. */
export function bandEnds(key: string | null): { from: string | null; below: string | null } {
  const [from = "", below = ""] = (key ?? "").split("~");
  return { from: from || null, below: below || null };
}

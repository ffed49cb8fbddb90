// Milestones of an offer: their amounts must come to the price, exactly.
import { tMarket } from "@/i18n/market";
import { decimalToUnits, readDecimal, unitsToDecimal } from "@/lib/money";

export interface Part {
  title: string;
  /** As it was typed. */
  amount: string;
}

/** The places of a price on the wire. */
const PLACES = 18;

const units = (typed: string): bigint | null => {
  const text = decimalToUnits(typed, PLACES);
  return text === null ? null : BigInt(text);
};

const total = (parts: Part[]): bigint => parts.reduce((sum, { amount }) => sum + (units(amount) ?? 0n), 0n);

/** What the readable amounts come to, a plain decimal. */
export function sumOf(parts: Part[]): string {
  return unitsToDecimal(total(parts).toString(), PLACES);
}

/** What is left of the price for one part when the others keep theirs; null when nothing is. */
export function restFor(parts: Part[], at: number, price: string): string | null {
  const whole = units(price);
  if (whole === null) return null;
  const rest = parts.reduce((left, { amount }, i) => (i === at ? left : left - (units(amount) ?? 0n)), whole);
  return rest > 0n ? unitsToDecimal(rest.toString(), PLACES) : null;
}

/** Complaints by the form's field names; empty when the parts hold together. */
export function partProblems(parts: Part[], price: string): Record<string, string> {
  const problems: Record<string, string> = {};
  if (parts.length === 1) problems.parts = tMarket.offer.oneIsNone;
  for (const [i, { title, amount }] of parts.entries()) {
    if (!title.trim()) problems[`parts.${i}.title`] = tMarket.offer.titleNeeded;
    const value = units(amount);
    if (value === null || value === 0n) problems[`parts.${i}.amount`] = tMarket.offer.badAmount;
  }
  const whole = units(price);
  if (Object.keys(problems).length === 0 && parts.length > 0 && whole !== null && total(parts) !== whole) {
    problems.parts = tMarket.offer.partsSum(sumOf(parts), readDecimal(price) ?? price);
  }
  return problems;
}

// Amounts of the books, which may be below zero.
import { formatUnits } from "@/lib/money";

/** Base units with a sign: `−1,250.5 USDC`; with `plus` also `+1,250.5 USDC`. */
export function signed(units: string, asset: { decimals: number; symbol: string }, plus = false): string {
  const isNegative = units.startsWith("-");
  const text = formatUnits(isNegative ? units.slice(1) : units, asset);
  if (isNegative) return `−${text}`;
  return plus && BigInt(units) > 0n ? `+${text}` : text;
}

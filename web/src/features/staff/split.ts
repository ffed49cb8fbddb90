// What a ruling comes to: the same arithmetic as the server's table of the lifecycle, in whole base units.
import { unitsToDecimal } from "@/lib/money";

/** The money of a disputed order, base units. */
export interface Escrow {
  paidIn: string;
  held: string;
  released: string;
  feeTaken: string;
  /** The platform's fee if everything is released. */
  fee: string;
}

export interface Split {
  seller: string;
  buyer: string;
  fee: string;
}

/** Who gets what when the seller's part is `gross`: the fee is taken in proportion to all that is released, rounded down. */
export function splitOf(escrow: Escrow, gross: string): Split {
  const [paidIn, part] = [BigInt(escrow.paidIn), BigInt(gross)];
  const due = paidIn === 0n ? 0n : (BigInt(escrow.fee) * (BigInt(escrow.released) + part)) / paidIn;
  const taken = BigInt(escrow.feeTaken);
  const fee = due > taken ? due - taken : 0n;
  const kept = fee > part ? part : fee;
  return { seller: (part - kept).toString(), buyer: (BigInt(escrow.held) - part).toString(), fee: kept.toString() };
}

/** So many percent of what is held. */
export function partOf(held: string, percent: number): string {
  return ((BigInt(held) * BigInt(percent)) / 100n).toString();
}

/** How many percent of what is held this is: for the slider only. */
export function percentOf(held: string, part: string): number {
  return held === "0" ? 0 : Number((BigInt(part) * 100n) / BigInt(held));
}

/** Base units as a price, by what was paid in for the agreed total; two places, rounded down. */
export function inPrice(units: string, paidIn: string, total: string): string | null {
  if (paidIn === "0") return null;
  const [whole = "0", fraction = ""] = total.split(".");
  const hundredths = BigInt(whole + fraction.padEnd(18, "0").slice(0, 18)) / 10n ** 16n;
  return unitsToDecimal(((BigInt(units) * hundredths) / BigInt(paidIn)).toString(), 2);
}

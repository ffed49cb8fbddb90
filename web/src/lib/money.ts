// Money is a decimal string on the wire and stays one here: no value of it ever becomes a JavaScript number.

const PLAIN = /^\d+(\.\d+)?$/;

/** True for a plain, non-negative decimal such as `12.50`. */
export function isDecimal(text: string): boolean {
  return PLAIN.test(text);
}

function split(decimal: string): [whole: string, fraction: string] {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return [whole.replace(/^0+(?=\d)/, ""), fraction];
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Base units as an exact decimal string: `1500000` at 6 is `1.5`. */
export function unitsToDecimal(units: string, decimals: number): string {
  const digits = BigInt(units).toString().padStart(decimals + 1, "0");
  if (decimals === 0) return digits;
  const whole = digits.slice(0, -decimals);
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return fraction ? `${whole}.${fraction}` : whole;
}

/** A decimal string as base units; null when it is no number, or has more places than the asset. */
export function decimalToUnits(decimal: string, decimals: number): string | null {
  const text = decimal.trim().replaceAll(",", "");
  if (!isDecimal(text)) return null;
  const [whole, fraction] = split(text);
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) return null;
  return BigInt(whole + kept.padEnd(decimals, "0")).toString();
}

/** A decimal for reading: thousands grouped, at least `least` places, nothing lost. */
export function formatDecimal(decimal: string, least = 0): string {
  const [whole, fraction] = split(decimal);
  const kept = fraction.replace(/0+$/, "").padEnd(least, "0");
  return group(whole) + (kept ? `.${kept}` : "");
}

/** A price with its currency: `1,250.00 USD`. */
export function formatPrice(price: string, currency: string): string {
  return `${formatDecimal(price, 2)} ${currency}`;
}

/** Base units of an asset with its symbol: `1,250.5 USDC`; one of two places is a currency, and written like one: `2.00 USD`. */
export function formatUnits(units: string, asset: { decimals: number; symbol: string }): string {
  return `${formatDecimal(unitsToDecimal(units, asset.decimals), asset.decimals === 2 ? 2 : 0)} ${asset.symbol}`;
}

/** A decimal so many times, exactly: `0.0125` by 3 is `0.0375`. */
export function timesDecimal(decimal: string, times: number): string {
  const [whole, fraction] = split(decimal);
  return unitsToDecimal((BigInt(whole + fraction) * BigInt(times)).toString(), fraction.length);
}

/** Compares two decimals exactly: -1, 0 or 1. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const [aw, af] = split(a);
  const [bw, bf] = split(b);
  const places = Math.max(af.length, bf.length);
  const [x, y] = [BigInt(aw + af.padEnd(places, "0")), BigInt(bw + bf.padEnd(places, "0"))];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function isZero(amount: string): boolean {
  return /^0*(\.0*)?$/.test(amount);
}

/** `a − b` in base units, never below zero. */
export function unitsLeft(a: string, b: string): string {
  const left = BigInt(a) - BigInt(b);
  return left > 0n ? left.toString() : "0";
}

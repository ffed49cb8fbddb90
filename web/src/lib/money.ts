// Money is a decimal string on the wire and stays one here: no value of it ever becomes a JavaScript number.
import { formatter } from "@/i18n/format";

const PLAIN = /^\d+(\.\d+)?$/;

/** True for a plain, non-negative decimal such as `12.50`. */
export function isDecimal(text: string): boolean {
  return PLAIN.test(text);
}

function split(decimal: string): [whole: string, fraction: string] {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return [whole.replace(/^0+(?=\d)/, ""), fraction];
}

interface Marks {
  group: string;
  point: string;
  digits: string[];
}

/** How the page's language writes numbers. */
function marks(): Marks {
  return formatter("marks", (of) => {
    const parts = new Intl.NumberFormat(of).formatToParts(1234567.5);
    const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "";
    const digit = new Intl.NumberFormat(of, { useGrouping: false });
    return { group: part("group"), point: part("decimal"), digits: Array.from({ length: 10 }, (_, i) => digit.format(i)) };
  });
}

const localDigits = (text: string, { digits }: Marks) => text.replace(/\d/g, (d) => digits[Number(d)] ?? d);

const PERSIAN_ZERO = 0x06f0;
const ARABIC_ZERO = 0x0660;

/** Persian and Arabic digits and marks as plain ones. A mark that groups goes only where it stands before three digits: `12 50` may mean 12.50. */
function plain(text: string): string {
  return text
    .replace(/[\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) - PERSIAN_ZERO))
    .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - ARABIC_ZERO))
    .replaceAll("\u066b", ".")
    .replace(/^[1-9]\d{0,2}(?:[\s\u066c'’]\d{3})+(?![\d\s\u066c'’])/, (grouped) => grouped.replace(/[\s\u066c'’]/g, ""));
}

/**
 * What a person typed as a plain decimal, or null. A mark that could as well group thousands as begin the fraction (`1,500` in an
 * English page, `1.500` in a Vietnamese one) is refused: money is not guessed.
 */
export function readDecimal(typed: string): string | null {
  const text = plain(typed.trim());
  const dots = text.split(".").length - 1;
  const commas = text.split(",").length - 1;
  if (dots + commas === 0) return isDecimal(text) ? text : null;
  if (dots + commas === 1) {
    const mark = dots ? "." : ",";
    const unsure = mark !== marks().point && !(marks().point === "\u066b" && dots) && /^[1-9]\d*[.,]\d{3}$/.test(text);
    const decimal = text.replace(",", ".");
    return !unsure && isDecimal(decimal) ? decimal : null;
  }
  // Both marks, or one several times: only the last, when it stands alone, begins the fraction.
  const last = text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
  const alone = (last === "." ? dots : commas) === 1;
  const [whole, fraction] = alone ? [text.slice(0, text.lastIndexOf(last)), text.slice(text.lastIndexOf(last) + 1)] : [text, ""];
  const other = alone ? (last === "." ? "," : ".") : last;
  if (!new RegExp(`^[1-9]\\d{0,2}(\\${other}\\d{3})+$`).test(whole)) return null;
  const decimal = whole.replaceAll(other, "") + (alone ? `.${fraction}` : "");
  return isDecimal(decimal) ? decimal : null;
}

/** A decimal as a person of this language would type it: the start of an amount's field. */
export function toInput(decimal: string): string {
  const { point } = marks();
  return point === "," ? decimal.replace(".", ",") : decimal;
}

/** Base units as an exact decimal string: `1500000` at 6 is `1.5`. */
export function unitsToDecimal(units: string, decimals: number): string {
  const digits = BigInt(units).toString().padStart(decimals + 1, "0");
  if (decimals === 0) return digits;
  const whole = digits.slice(0, -decimals);
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return fraction ? `${whole}.${fraction}` : whole;
}

/** What a person typed as base units; null when it is no number, or has more places than the asset. */
export function decimalToUnits(decimal: string, decimals: number): string | null {
  const text = readDecimal(decimal);
  if (text === null) return null;
  const [whole, fraction] = split(text);
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) return null;
  return BigInt(whole + kept.padEnd(decimals, "0")).toString();
}

/** A decimal for reading: thousands grouped, at least `least` places, nothing lost. */
export function formatDecimal(decimal: string, least = 0): string {
  const [whole, fraction] = split(decimal);
  const kept = fraction.replace(/0+$/, "").padEnd(least, "0");
  const written = marks();
  const grouped = localDigits(whole.replace(/\B(?=(\d{3})+$)/g, "|"), written).replaceAll("|", written.group);
  return grouped + (kept ? written.point + localDigits(kept, written) : "");
}

/** A price with its currency: `1,250.00 USD`. */
export function formatPrice(price: string, currency: string): string {
  return `${formatDecimal(price, 2)} ${currency}`;
}

/** Base units of an asset with its symbol: `1,250.5 USDC`; one of two places is a currency, and written like one: `2.00 USD`. */
export function formatUnits(units: string, asset: { decimals: number; symbol: string }): string {
  // Its asset isn't known yet: base units would read as another amount.
  if (asset.symbol === "") return "…";
  return `${formatDecimal(unitsToDecimal(units, asset.decimals), asset.decimals === 2 ? 2 : 0)} ${asset.symbol}`;
}

/** Base units that may be below zero, with their sign: `−1,250.5 USDC`; with `plus` also `+1,250.5 USDC`. */
export function formatSigned(units: string, asset: { decimals: number; symbol: string }, plus = false): string {
  const isNegative = units.startsWith("-");
  const text = formatUnits(isNegative ? units.slice(1) : units, asset);
  if (isNegative) return `−${text}`;
  return plus && BigInt(units) > 0n ? `+${text}` : text;
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

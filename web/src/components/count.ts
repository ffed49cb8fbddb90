// Whole numbers as people type them.

/** Digits of a typed number; longer ones are no number that anything here has. */
const LONGEST = 15;

/** A mark with one or two digits behind it: part of a whole, not a group of three. */
const FRACTION = /[.,\u066b\uff0e]\p{Nd}{1,2}\s*$/u;

/** The number in what was typed, in whichever digits, or nothing. Signs that group digits are left out; what was pasted with a fraction is no count: `1.50` is not 150. */
export function readCount(typed: string): number | "" {
  if (FRACTION.test(typed)) return "";
  const digits = [...typed].map(digit).join("").slice(0, LONGEST);
  return digits === "" ? "" : Number(digits);
}

/** Arabic, Persian and full-width digits are digits, too. */
function digit(sign: string): string {
  const at = sign.codePointAt(0) ?? 0;
  for (const zero of [0x30, 0x660, 0x6f0, 0xff10]) if (at >= zero && at <= zero + 9) return String(at - zero);
  return "";
}

/** The nearest number that is allowed. */
export function clamp(value: number, min = 0, max = Number.MAX_SAFE_INTEGER): number {
  return Math.min(Math.max(value, min), Math.max(min, max));
}

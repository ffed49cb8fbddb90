// What can be said of an address that somebody typed or pasted, before it is sent.
import { checksummed } from "@/lib/checksum";

const DIGITS = 40;

export type AddressSays =
  /** Nothing yet, or it doesn't begin like an address. */
  | { kind: "empty" }
  | { kind: "length"; digits: number }
  | { kind: "letter" }
  /** Its capitals don't fit its digits: something was mistyped. */
  | { kind: "sum" }
  /** All in one case: it carries no check. */
  | { kind: "unchecked"; address: string }
  | { kind: "good"; address: string };

/** Reads an address by EIP-55. */
export function readAddress(typed: string): AddressSays {
  const text = typed.trim();
  if (!/^0x/i.test(text)) return { kind: "empty" };
  const digits = text.slice(2);
  if (!/^[0-9a-f]*$/i.test(digits)) return { kind: "letter" };
  if (digits.length !== DIGITS) return { kind: "length", digits: digits.length };
  const right = checksummed(digits);
  if (`0x${digits}` === right) return { kind: "good", address: right };
  const oneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return oneCase ? { kind: "unchecked", address: right } : { kind: "sum" };
}

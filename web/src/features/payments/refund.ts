import { tPay } from "@/i18n/pay";
import { checksummed } from "@/lib/checksum";

/** What is wrong with a typed refund address, or null. Empty is fine; capitals, where there are any, must be the checksum's. */
export function refundProblem(typed: string): string | null {
  const text = typed.trim();
  if (text === "") return null;
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return tPay.refundBad;
  const digits = text.slice(2);
  const plain = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return plain || checksummed(text) === text ? null : tPay.refundChecksum;
}

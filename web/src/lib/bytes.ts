import { tag } from "@/i18n/language";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** A size as people say it: 1.4 MB. */
export function formatBytes(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(tag(), { style: "unit", unit: UNITS[step], unitDisplay: step === 0 ? "long" : "short", maximumFractionDigits: 1 }).format(bytes / 1000 ** step);
}

// Times are RFC 3339 on the wire; people see their own time zone, language and calendar.
import { useEffect, useState } from "react";
import { formatter } from "@/i18n/format";
import { calendar } from "@/i18n/language";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** A date's parts in the page's language and the person's calendar. */
export function formatDate(at: string | number | Date, options: Intl.DateTimeFormatOptions): string {
  const make = (of: string) => new Intl.DateTimeFormat(of, { ...options, calendar: calendar() });
  return formatter(`date ${calendar()} ${JSON.stringify(options)}`, make).format(new Date(at));
}

export function formatTime(at: string): string {
  return formatDate(at, { dateStyle: "medium", timeStyle: "short" });
}

export function formatDay(at: string): string {
  return formatDate(at, { dateStyle: "medium" });
}

/** `May 2026`, of an instant or of `2026-05`. */
export function formatMonth(at: string): string {
  // A month by itself is everywhere the same: its middle is in it, whatever the time zone.
  const month = formatDate(/^\d{4}-\d{2}$/.test(at) ? `${at}-15T12:00:00Z` : at, { year: "numeric", month: "long" });
  // Browsers put the Persian year in front in Persian, where nobody says it so.
  return month.replace(/^([۰-۹]{4}) (\S+)$/u, "$2 $1");
}

/** `3 days ago`, `in 2 hours`. */
export function formatRelative(at: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const relative = formatter("relative", (of) => new Intl.RelativeTimeFormat(of, { numeric: "auto" }));
  return relative.format(Math.trunc(seconds / size), unit);
}

function unitOf(n: number, unit: string, unitDisplay: "long" | "narrow" = "long"): string {
  return formatter(`unit ${unit} ${unitDisplay}`, (of) => new Intl.NumberFormat(of, { style: "unit", unit, unitDisplay })).format(n);
}

/** `3 days`, `1 hour, 30 minutes`: the two largest parts. */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let left = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    const n = Math.floor(left / size);
    if (n > 0) parts.push(unitOf(n, unit));
    left -= n * size;
    if (parts.length === 2) break;
  }
  if (parts.length === 0) return unitOf(0, "second");
  return formatter("units", (of) => new Intl.ListFormat(of, { type: "unit", style: "long" })).format(parts);
}

/** `2d 04:31:09`, for a running countdown. */
export function formatClock(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [Math.floor(left / 86_400), Math.floor(left / 3_600) % 24, Math.floor(left / 60) % 60];
  const two = formatter("two", (of) => new Intl.NumberFormat(of, { minimumIntegerDigits: 2, useGrouping: false }));
  const clock = [hours, minutes, left % 60].map((n) => two.format(n)).join(":");
  return days > 0 ? `${unitOf(days, "day", "narrow")} ${clock}` : clock;
}

/** The present, renewed every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

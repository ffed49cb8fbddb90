// Times are RFC 3339 on the wire; people see their own time zone.
import { useEffect, useState } from "react";

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const dayOnly = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export function formatTime(at: string): string {
  return absolute.format(new Date(at));
}

export function formatDay(at: string): string {
  return dayOnly.format(new Date(at));
}

/** `3 days ago`, `in 2 hours`. */
export function formatRelative(at: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** `3 days`, `1 hour 30 minutes`: the two largest parts. */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let left = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    const n = Math.floor(left / size);
    if (n > 0) parts.push(`${n} ${unit}${n === 1 ? "" : "s"}`);
    left -= n * size;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 seconds";
}

/** `2d 04:31:09`, for a running countdown. */
export function formatClock(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [Math.floor(left / 86_400), Math.floor(left / 3_600) % 24, Math.floor(left / 60) % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = `${two(hours)}:${two(minutes)}:${two(left % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
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

// Use by hour or day, made ready for a chart.
import type { Bar } from "@/components/chart";
import { formatDate } from "@/lib/time";
import type { Per, UsageBucket } from "@/lib/types";

const HOUR_MS = 3_600_000;
const STEP_MS: Record<Per, number> = { hour: HOUR_MS, day: 24 * HOUR_MS };
const BARS: Record<Per, number> = { hour: 48, day: 30 };

const NAME: Record<Per, Intl.DateTimeFormatOptions> = {
  hour: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  // The server's days are UTC's.
  day: { day: "numeric", month: "short", timeZone: "UTC" },
};

/** One bar for each hour or day up to now, those without calls too. */
export function usageBars(buckets: UsageBucket[], per: Per, now: number): Bar[] {
  const step = STEP_MS[per];
  const units = new Map(buckets.map((bucket) => [Math.floor(Date.parse(bucket.from) / step), bucket.units]));
  const last = Math.floor(now / step);
  return Array.from({ length: BARS[per] }, (_, i) => {
    const at = last - BARS[per] + 1 + i;
    return { label: formatDate(at * step, NAME[per]), value: units.get(at) ?? 0 };
  });
}

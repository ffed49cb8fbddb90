import { t } from "@/i18n/common";
import { formatDate, formatDay } from "@/lib/time";

export interface Day<T> {
  name: string;
  items: T[];
}

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** What a day is called: by how near it is, else by its date. */
function dayName(at: string, now: Date): string {
  const day = new Date(at);
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (sameDay(day, now)) return t.note.today;
  if (sameDay(day, before)) return t.note.yesterday;
  return day.getFullYear() === now.getFullYear() ? formatDate(day, { weekday: "long", day: "numeric", month: "long" }) : formatDay(at);
}

/** In the order in which they come, newest first, under the day on which each happened here. */
export function byDay<T extends { createdAt: string }>(items: T[], now = new Date()): Day<T>[] {
  const days: Day<T>[] = [];
  for (const item of items) {
    const name = dayName(item.createdAt, now);
    const last = days.at(-1);
    if (last?.name === name) last.items.push(item);
    else days.push({ name, items: [item] });
  }
  return days;
}

import { useSubmit } from "@/components/submit";
import { keys } from "@/lib/keys";
import { markAllRead, markRead } from "./api";

const STALE = [keys.notifications.all];

/** Marks notifications as read. */
export function useReading() {
  return { read: useSubmit({ send: markRead, stale: STALE }), readAll: useSubmit({ send: markAllRead, stale: STALE }) };
}

// Whether the page hears from the server: by the browser's word, and by the live connection where there is one.
import { useSyncExternalStore } from "react";

export type Connection = "online" | "offline" | "waiting";

/** A shorter break is nothing to speak of. */
const LOST_AFTER_MS = 5000;

let browser = globalThis.navigator?.onLine !== false;
let lost = false;
let timer: ReturnType<typeof setTimeout> | null = null;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function setBrowser(on: boolean): void {
  browser = on;
  tell();
}

if (typeof window !== "undefined") {
  window.addEventListener("online", () => setBrowser(true));
  window.addEventListener("offline", () => setBrowser(false));
}

/** The live connection is there, or isn't needed. */
export function socketUp(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (!lost) return;
  lost = false;
  tell();
}

/** The live connection broke. Said to people only when it stays so. */
export function socketDown(): void {
  timer ??= setTimeout(() => {
    lost = true;
    tell();
  }, LOST_AFTER_MS);
}

export function connection(): Connection {
  return !browser ? "offline" : lost ? "waiting" : "online";
}

export function useConnection(): Connection {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, connection);
}

// What lies over every page, one at a time: the palette, the sheet of the phone, the list of shortcuts.
import { useSyncExternalStore } from "react";

export type Overlay = "palette" | "sheet" | "shortcuts";

let shown: Overlay | null = null;
const listeners = new Set<() => void>();

function set(next: Overlay | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

export const overlay = {
  open: (what: Overlay): void => set(what),
  close: (): void => set(null),
  get: (): Overlay | null => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(overlay.subscribe, overlay.get);
}

// Short words at the edge of the page. What shows them is loaded with the first one.
import type { ReactNode } from "react";
import { t } from "@/i18n/common";

export interface Toast {
  /** Another toast of the same id takes its place. */
  id?: string;
  title?: ReactNode;
  message: ReactNode;
  color?: string;
  /** How long it stays, in milliseconds; `false`: until it is closed. */
  autoClose?: number | false;
  /** `status` for what may wait until nothing else is read out. */
  role?: "status" | "alert";
  "aria-label"?: string;
}

let wanted = false;
const listeners = new Set<() => void>();

/** True once there is something to show. */
export const toastsWanted = (): boolean => wanted;

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows it for a while. */
export function toast(what: Toast): void {
  wanted = true;
  for (const listener of listeners) listener();
  // The library keeps what is shown before its list is drawn.
  void import("@mantine/notifications").then(({ notifications }) => notifications.show({ color: "trust", withBorder: true, closeButtonProps: { "aria-label": t.common.close }, ...what }));
}

/** Takes it away before its time. */
export function untoast(id: string): void {
  if (wanted) void import("@mantine/notifications").then(({ notifications }) => notifications.hide(id));
}

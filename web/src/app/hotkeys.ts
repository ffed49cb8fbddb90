// Keys that work everywhere. Single letters only where nobody is typing.
import type { User } from "@/lib/types";
import { overlay } from "./overlay";

/** After `g`, the next letter within this time says where to go. */
const NEXT_WITHIN_MS = 1200;

const PLACES: Record<string, string> = { h: "/", o: "/orders", n: "/notifications" };

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Listens until the returned function is called. */
export function listen(user: User | null, go: (to: string) => void): () => void {
  let began = 0;
  const onKey = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      overlay.open("palette");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    if (event.key === "?") overlay.open("shortcuts");
    else if (event.key === "/") {
      event.preventDefault();
      overlay.open("palette");
    } else if (event.key === "g") began = event.timeStamp;
    else if (event.timeStamp - began < NEXT_WITHIN_MS && PLACES[event.key] && (user || event.key === "h")) {
      began = 0;
      go(PLACES[event.key] ?? "/");
    }
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

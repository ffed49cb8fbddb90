// What the tabs of one browser tell each other.

export type Word = { type: "in"; user: string } | { type: "out" } | { type: "language" };

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("amanat") : null;
// Under Node, an open channel would keep a finished test alive.
(channel as { unref?: () => void } | null)?.unref?.();

/** To all other tabs; not to this one. */
export function tellTabs(word: Word): void {
  channel?.postMessage(word);
}

/** Hears what other tabs say, until the returned function is called. */
export function onTabs(listener: (word: Word) => void): () => void {
  const hear = ({ data }: MessageEvent<Word>) => listener(data);
  channel?.addEventListener("message", hear as EventListener);
  return () => channel?.removeEventListener("message", hear as EventListener);
}

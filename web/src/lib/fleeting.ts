// Something that is shown for a while and then forgotten, such as a secret on a screen.

export interface Shown<T> {
  value: T;
  /** When it is forgotten, in milliseconds since the epoch. */
  until: number;
}

/** Holds one value for a limited time, in memory only. Made for `useSyncExternalStore`. */
export class Fleeting<T> {
  private shown: Shown<T> | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly forMs: number) {}

  get = (): Shown<T> | null => this.shown;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  show(value: T): void {
    this.set({ value, until: Date.now() + this.forMs });
    this.timer = setTimeout(this.forget, this.forMs);
  }

  forget = (): void => this.set(null);

  private set(next: Shown<T> | null): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.shown === next) return;
    this.shown = next;
    for (const listener of this.listeners) listener();
  }
}

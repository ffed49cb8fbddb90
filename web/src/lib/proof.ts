// Some requests ask for a fresh proof of identity. The transport waits here while a dialog asks for it.

type Settle = (proven: boolean) => void;

const waiting = new Set<Settle>();
const listeners = new Set<() => void>();

function told(): void {
  for (const listener of listeners) listener();
}

export const proof = {
  /** Resolves to true once the person has proved who they are, to false when they would not. Many requests share one asking. */
  ask(): Promise<boolean> {
    return new Promise((resolve) => {
      waiting.add(resolve);
      told();
    });
  },

  /** What the dialog found out. */
  settle(proven: boolean): void {
    const all = [...waiting];
    waiting.clear();
    told();
    for (const settle of all) settle(proven);
  },

  isAsked: (): boolean => waiting.size > 0,

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

// What a bar chart draws, worked out from numbers.

export interface Bar {
  label: string;
  /** Its height, in the scale's measure. */
  value: number;
  /** How the value is written; as a plain number unless told. */
  text?: string;
}

/** The top of a scale that shows `most`: 1, 2 or 5 times a power of ten, and never below 1. */
export function scaleTop(most: number): number {
  if (!(most > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 5, 10].find((s) => s * power >= most) ?? 10;
  return step * power;
}

/** Heights as parts of the scale, from 0 to 1. A value above nothing is always seen. */
export function heights(bars: Bar[], top: number): number[] {
  return bars.map(({ value }) => (value <= 0 ? 0 : Math.max(0.01, Math.min(1, value / top))));
}

const FINE = 10_000n;

/**
 * Amounts in base units as parts of a scale whose top is 1, 2 or 5 times a power of ten of them. Only the parts are numbers: they say
 * how high a bar is drawn, never how much money it stands for.
 */
export function unitScale(units: string[]): { top: string; parts: number[] } {
  const amounts = units.map((text) => BigInt(text));
  const most = amounts.reduce((a, b) => (b > a ? b : a), 1n);
  const power = 10n ** BigInt(most.toString().length - 1);
  const top = [1n, 2n, 5n, 10n].map((step) => step * power).find((end) => end >= most) ?? most;
  return { top: top.toString(), parts: amounts.map((amount) => Number((amount * FINE) / top) / Number(FINE)) };
}

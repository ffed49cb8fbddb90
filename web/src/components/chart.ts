// What a bar chart draws, worked out from numbers.

export interface Bar {
  label: string;
  value: number;
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

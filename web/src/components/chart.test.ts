import { describe, expect, it } from "vitest";
import { heights, scaleTop } from "./chart";

describe("a bar chart's scale", () => {
  it("ends at a round number that is not below the highest bar", () => {
    expect([0, 1, 2, 3, 7, 10, 11, 99, 400, 1_000_001].map(scaleTop)).toEqual([1, 1, 2, 5, 10, 10, 20, 100, 500, 2_000_000]);
    expect(scaleTop(Number.NaN)).toBe(1);
  });

  it("shows even the smallest use, and nothing for none", () => {
    const bars = [0, 1, 500, 1_000].map((value) => ({ label: "", value }));
    expect(heights(bars, 1_000)).toEqual([0, 0.01, 0.5, 1]);
  });
});

import { describe, expect, it } from "vitest";
import { heights, scaleTop, unitScale } from "./chart";

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

describe("a scale of money", () => {
  it("ends at a round amount and draws parts of it, however many digits there are", () => {
    expect(unitScale(["0", "1500000", "117487500"])).toEqual({ top: "200000000", parts: [0, 0.0075, 0.5874] });
    expect(unitScale(["0", "0"])).toEqual({ top: "1", parts: [0, 0] });
    expect(unitScale(["9007199254740993000000000000"]).top).toBe("10000000000000000000000000000");
  });
});

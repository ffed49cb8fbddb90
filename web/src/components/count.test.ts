import { describe, expect, it } from "vitest";
import { clamp, readCount } from "./count";

describe("a typed count", () => {
  it.each<[string, number | ""]>([
    ["12", 12], ["007", 7], ["1,200", 1200], ["1 200", 1200], ["۱۲", 12], ["٣٠", 30], ["３", 3], ["", ""], ["-", ""], ["abc", ""], ["1234567890123456789", 123456789012345],
    ["1.50", ""], ["1,5", ""], ["10.00 ", ""], ["۱٫۵", ""], ["1.200", 1200],
  ])("%s", (typed, count) => {
    expect(readCount(typed)).toBe(count);
  });

  it("goes to the nearest allowed number", () => {
    expect([clamp(0, 1, 60), clamp(61, 1, 60), clamp(7, 1, 60), clamp(5, 10, 3)]).toEqual([1, 60, 7, 10]);
  });
});

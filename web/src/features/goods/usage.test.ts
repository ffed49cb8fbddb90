import { describe, expect, it } from "vitest";
import { usageBars } from "./usage";

const bucket = (from: string, units: number) => ({ from, units, calls: 1, failed: 0 });
const NOW = Date.parse("2026-03-10T14:25:00Z");

describe("bars of use", () => {
  it("are one for each hour, with nothing where nobody called", () => {
    const bars = usageBars([bucket("2026-03-10T12:00:00Z", 7), bucket("2026-03-10T14:00:00Z", 3)], "hour", NOW);
    expect(bars).toHaveLength(48);
    expect(bars.slice(-4).map((bar) => bar.value)).toEqual([0, 7, 0, 3]);
    expect(new Set(bars.map((bar) => bar.label)).size).toBe(48);
  });

  it("of days end today, and leave out what is older", () => {
    const bars = usageBars([bucket("2026-02-08T00:00:00Z", 9), bucket("2026-02-09T00:00:00Z", 5), bucket("2026-03-10T00:00:00Z", 2)], "day", NOW);
    expect(bars).toHaveLength(30);
    expect(bars[0]).toEqual({ label: "9 Feb", value: 5 });
    expect(bars.at(-1)).toEqual({ label: "10 Mar", value: 2 });
    expect(bars.reduce((sum, bar) => sum + bar.value, 0)).toBe(7);
  });
});

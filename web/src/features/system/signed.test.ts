import { describe, expect, it } from "vitest";
import { signed } from "./signed";

const usd = { decimals: 6, symbol: "USDC" };

describe("amounts of the books", () => {
  it.each([
    ["1250500000", false, "1,250.5 USDC"],
    ["-1250500000", false, "−1,250.5 USDC"],
    ["-1", false, "−0.000001 USDC"],
    ["30000000", true, "+30 USDC"],
    ["-30000000", true, "−30 USDC"],
    ["0", true, "0 USDC"],
  ])("%s with plus %s is %s", (units, plus, text) => expect(signed(units, usd, plus)).toBe(text));

  it("loses nothing of what no number of the language can hold", () => {
    expect(signed(`-${"9".repeat(40)}`, { decimals: 18, symbol: "ETH" }).replaceAll(",", "")).toBe(`−${"9".repeat(22)}.${"9".repeat(18)} ETH`);
  });
});

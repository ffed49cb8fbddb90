import { describe, expect, it } from "vitest";
import type { BalanceView, ListingView, UnitsQuote } from "@/lib/types";
import { payableBalances, standing, unitsProblem, unusedPart } from "./buying";

const listing = { minUnits: 5, maxUnits: 5_000, availableUnits: 100, fulfilment: "metered_gateway" as const };
const quote: UnitsQuote = {
  units: 10, unitPrice: "0.3", currency: "USD", instant: true, balanceAssets: ["usdc", "dai"],
  fee: { price: "3", buyerFee: "0.03", sellerFee: "0", total: "3.03", sellerGets: "3" },
};
const balance = (assetId: string, available: string, decimals: number): BalanceView =>
  ({ assetId, available, decimals, symbol: assetId, chainId: 1, rail: "chain", releasable: "0", inTransit: "0", held: "0" });

describe("units", () => {
  it("must be whole, within an order's size and in stock", () => {
    expect(unitsProblem(5, listing)).toBeNull();
    expect(unitsProblem(100, listing)).toBeNull();
    for (const bad of ["", "7", 1.5, Number.NaN, 4, 101, 5_001, -1]) expect(unitsProblem(bad, listing)).not.toBeNull();
  });

  it("of codes are at most a thousand", () => {
    const codes = { ...listing, availableUnits: 2_000, fulfilment: "code_pool" as const };
    expect(unitsProblem(1_000, codes)).toBeNull();
    expect(unitsProblem(1_001, codes)).toContain("1,000");
  });
});

describe("balances that may pay", () => {
  it("are of an accepted asset and cover the total to the last digit", () => {
    const balances = [balance("usdc", "3030000", 6), balance("dai", "3029999999999999999", 18), balance("eth", "9".repeat(30), 18)];
    expect(payableBalances(quote, balances).map((b) => b.assetId)).toEqual(["usdc"]);
  });

  it("are none when the order is too large for it", () => {
    expect(payableBalances({ ...quote, instant: false, balanceAssets: [] }, [balance("usdc", "9".repeat(20), 6)])).toEqual([]);
  });
});

describe("what comes back", () => {
  it("is all but the used part, to the last base unit", () => {
    expect(unusedPart("1000000", { units: 20, usedUnits: 8 })).toBe("600000");
    expect(unusedPart("100", { units: 3, usedUnits: 1 })).toBe("67");
    expect(unusedPart("9007199254740993000000000000", { units: 1_000_000, usedUnits: 0 })).toBe("9007199254740993000000000000");
    expect(unusedPart("7", { units: 5, usedUnits: 5 })).toBe("0");
  });
});

describe("the buy box", () => {
  const view = { ...listing, seller: { id: "sol", displayName: "Sol" }, status: "active" } as ListingView;
  it("says first what stands in the way", () => {
    expect(standing(view, "bea")).toBe("open");
    expect(standing(view, undefined)).toBe("open");
    expect(standing(view, "sol")).toBe("own");
    expect(standing({ ...view, status: "paused" }, "bea")).toBe("paused");
    expect(standing({ ...view, status: "sold_out" }, "bea")).toBe("sold_out");
    expect(standing({ ...view, availableUnits: 4 }, "bea")).toBe("sold_out");
  });
});

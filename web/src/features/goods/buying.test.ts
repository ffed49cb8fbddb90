import { describe, expect, it } from "vitest";
import type { BalanceView, ListingView, UnitsQuote } from "@/lib/types";
import { payableBalances, standing, unitsProblem } from "./buying";

const listing = { minUnits: 5, maxUnits: 5_000, availableUnits: 100, fulfilment: "metered_gateway" as const };
const quote: UnitsQuote = {
  units: 10, unitPrice: "0.3", currency: "USD", instant: true, balanceAssets: ["usdc", "dai"],
  fee: { price: "3", buyerFee: "0.03", sellerFee: "0", total: "3.03", sellerGets: "3" },
};
const balance = (assetId: string, available: string, decimals: number): BalanceView =>
  ({ assetId, available, decimals, symbol: assetId, chainId: 1, rail: "chain", releasable: "0", inTransit: "0" });

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

import { describe, expect, it } from "vitest";
import type { OfferView } from "@/lib/types";
import { best, sortOffers } from "./compare";

const offer = (id: string, buyerPays: string, deliveryDays: number, rating: number | null) =>
  ({ id, buyerPays, latest: { deliveryDays }, standing: { rating, ratings: rating ? 3 : 0 } }) as OfferView;

const offers = [offer("a", "100.00", 7, null), offer("b", "9.5", 14, 4.5), offer("c", "100", 2, 5)];
const ids = (list: OfferView[]) => list.map(({ id }) => id).join("");

describe("offers compared", () => {
  it("are sorted by number, not by letter, and by the next thing when alike", () => {
    expect(ids(sortOffers(offers, "price"))).toBe("bca");
    expect(ids(sortOffers(offers, "speed"))).toBe("cab");
    expect(ids(sortOffers(offers, "rating"))).toBe("cba");
  });

  it("are marked only where that says something", () => {
    expect(best(offers)).toEqual({ cheapest: new Set("b"), fastest: new Set("c") });
    expect(best(offers.slice(0, 1))).toEqual({ cheapest: new Set(), fastest: new Set() });
    expect(best([offer("a", "5", 3, null), offer("b", "5.0", 3, null)])).toEqual({ cheapest: new Set(), fastest: new Set() });
    expect(best([])).toEqual({ cheapest: new Set(), fastest: new Set() });
  });
});

// Which offer is better, by what.
import { compareDecimals } from "@/lib/money";
import type { OfferView } from "@/lib/types";

export type OfferSort = "price" | "speed" | "rating";

const byTotal = (a: OfferView, b: OfferView) => compareDecimals(a.buyerPays, b.buyerPays);
const bySpeed = (a: OfferView, b: OfferView) => a.latest.deliveryDays - b.latest.deliveryDays;
const byRating = (a: OfferView, b: OfferView) => (b.standing.rating ?? 0) - (a.standing.rating ?? 0) || b.standing.ratings - a.standing.ratings;

const ORDERS: Record<OfferSort, ((a: OfferView, b: OfferView) => number)[]> = {
  price: [byTotal, bySpeed, byRating],
  speed: [bySpeed, byTotal, byRating],
  rating: [byRating, byTotal, bySpeed],
};

/** The best first; what is alike in everything stays as it was. */
export function sortOffers(offers: OfferView[], sort: OfferSort): OfferView[] {
  return offers.toSorted((a, b) => ORDERS[sort].reduce((result, order) => result || order(a, b), 0));
}

/** The offers that nobody undercuts or outruns, where that says something: among two or more, and not of all. */
export function best(offers: OfferView[]): { cheapest: Set<string>; fastest: Set<string> } {
  const leaders = (order: (a: OfferView, b: OfferView) => number) => {
    const first = offers.toSorted(order)[0];
    const found = first ? offers.filter((offer) => order(offer, first) === 0) : [];
    return new Set(found.length < offers.length ? found.map((offer) => offer.id) : []);
  };
  return { cheapest: leaders(byTotal), fastest: leaders(bySpeed) };
}

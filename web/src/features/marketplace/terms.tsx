// Terms and people of offers, as both sides see them.
import { Text } from "@mantine/core";
import { Link } from "react-router";
import { tMarket } from "@/i18n/market";
import { num } from "@/i18n/format";
import { formatPrice } from "@/lib/money";
import { formatMonth } from "@/lib/time";
import type { OfferView, Revision } from "@/lib/types";
import "./marketplace.css";

export function PartList({ parts, currency }: { parts: Revision["milestones"]; currency: string }) {
  return (
    <ul className="parts">
      {parts.map((part, i) => <li key={i}><span>{part.title}</span><span>{formatPrice(part.amount, currency)}</span></li>)}
    </ul>
  );
}

/** A seller with what is known of them. */
export function SellerStanding({ offer: { seller, standing } }: { offer: OfferView }) {
  const { rating, ratings, deals, memberSince } = standing;
  return (
    <div>
      <Link to={`/people/${seller.id}`} style={{ fontWeight: 650, overflowWrap: "anywhere" }}>{seller.displayName}</Link>
      <Text size="sm" mt={4}>{rating == null ? tMarket.offer.notRated : <><span aria-hidden style={{ color: "var(--lit)" }}>★</span> {tMarket.offer.rated(oneDigit(rating), ratings)}</>}</Text>
      <Text size="sm" c="var(--quiet)">{tMarket.offer.deals(deals)}</Text>
      <Text size="sm" c="var(--quiet)">{tMarket.offer.since(formatMonth(memberSince))}</Text>
    </div>
  );
}

const oneDigit = (score: number) => num(Math.round(score * 10) / 10);

import { Link } from "react-router";
import { tGoods } from "@/i18n/goods";
import { formatPrice } from "@/lib/money";
import type { ListingLine } from "@/lib/types";
import { Score } from "./Stars";
import "./goods.css";

/** A listing among others. */
export function ListingCard({ listing }: { listing: ListingLine }) {
  return (
    <Link className="good-card" to={`/listings/${listing.id}`}>
      <span className="good-kind">{tGoods.kinds[listing.fulfilment]} · {listing.seller.displayName}</span>
      <h2 className="good-name">{listing.serviceName}</h2>
      <p className="good-say">{listing.excerpt}</p>
      <div className="good-price">{formatPrice(listing.pricePerUnit, listing.currency)} <small>{tGoods.browse.perUnit}</small></div>
      <div className="good-foot">
        <Score score={listing.score} ratings={listing.ratings} />
        <span>{tGoods.browse.left(listing.availableUnits)}</span>
      </div>
    </Link>
  );
}

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Icon } from "@/components/Icon";
import { categoryName } from "@/features/marketplace/words";
import { tLanding } from "@/i18n/landing";
import { formatPrice } from "@/lib/money";
import { newestListings, newestRequests } from "./api";

/** A few of what is wanted and offered now. Where there is nothing, nothing is said. */
export function Newest() {
  const requests = useQuery(newestRequests).data ?? [];
  const listings = useQuery(newestListings).data ?? [];
  if (requests.length === 0 && listings.length === 0) return null;
  return (
    <section className="front-now">
      {requests.length > 0 && (
        <Column title={tLanding.now.requests} to="/requests" all={tLanding.now.allRequests}>
          {requests.map(({ id, title, category, budgetMax, budgetMin, currency }) => (
            <Line key={id} to={`/requests/${id}`} title={title} note={categoryName(category)} price={(budgetMax ?? budgetMin) && formatPrice(budgetMax ?? budgetMin ?? "0", currency)} />
          ))}
        </Column>
      )}
      {listings.length > 0 && (
        <Column title={tLanding.now.listings} to="/listings" all={tLanding.now.allListings}>
          {listings.map(({ id, serviceName, seller, pricePerUnit, currency }) => (
            <Line key={id} to={`/listings/${id}`} title={serviceName} note={seller.displayName} price={formatPrice(pricePerUnit, currency)} />
          ))}
        </Column>
      )}
    </section>
  );
}

function Column({ title, to, all, children }: { title: string; to: string; all: string; children: ReactNode }) {
  return (
    <div>
      <div className="front-head">
        <h2>{title}</h2>
        <Link to={to}>{all}<Icon name="next" size={16} flip /></Link>
      </div>
      <ul className="rows">{children}</ul>
    </div>
  );
}

function Line({ to, title, note, price }: { to: string; title: string; note: string; price?: string | null }) {
  return (
    <li>
      <Link className="row front-line" to={to}>
        <span className="row-main"><span className="row-title" dir="auto">{title}</span><span className="quiet" dir="auto">{note}</span></span>
        {price && <span className="row-side">{price}</span>}
      </Link>
    </li>
  );
}

import { Button, Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { OfferView } from "@/lib/types";
import { loadMyOffers } from "./api";
import "./marketplace.css";

/** What a seller has offered, and whose turn it is. */
export default function MyOffersPage() {
  const query = usePages(keys.offers.mine({}), loadMyOffers);
  return (
    <Page title={tMarket.offer.mine}>
      <PagedList
        query={query}
        empty={<Empty icon="offers" title={tMarket.offer.mineNone} action={<Button component={Link} to="/requests">{tMarket.offer.look}</Button>}>{tMarket.offer.mineNoneHint}</Empty>}
      >
        {(items) => (
          <ul className="rows">
            {items.map((offer) => <li key={offer.id}><OfferLine offer={offer} /></li>)}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

function OfferLine({ offer }: { offer: OfferView }) {
  const { latest } = offer;
  return (
    <Link className="row request-row" to={offer.orderId ? `/orders/${offer.orderId}` : `/requests/${offer.requestId}`}>
      <div className="row-main">
        <div className="row-title">{offer.requestTitle}</div>
        <div className="request-meta">
          <span>{tMarket.offer.revision(latest.revision)}</span>
          <span><Ago at={offer.updatedAt} /></span>
        </div>
        {offer.status === "open" && <Text size="sm" mt={4} fw={latest.author === "buyer" ? 600 : 400}>{turnOf(offer)}</Text>}
      </div>
      <div className="row-side">
        <div className="request-price">{formatPrice(latest.price, latest.currency)}</div>
        <div style={{ marginBlockStart: 6 }}><StateBadge state={offer.status} words={tMarket.offer.states} /></div>
      </div>
    </Link>
  );
}

function turnOf({ mayAccept, latest }: OfferView): string {
  if (!mayAccept) return tMarket.offer.outdated;
  return latest.author === "buyer" ? tMarket.offer.yourTurn : tMarket.offer.waitBuyer;
}

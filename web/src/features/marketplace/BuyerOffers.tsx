import { NativeSelect, Title } from "@mantine/core";
import { useState } from "react";
import { Ago } from "@/components/bits";
import { Empty } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { formatPrice } from "@/lib/money";
import type { OfferView, RequestView } from "@/lib/types";
import { best, type OfferSort, sortOffers } from "./compare";
import { History, OfferActions, turnOf } from "./OfferActions";
import { OfferCard } from "./OfferCard";
import { PartList, SellerStanding } from "./terms";

/** So many offers fit beside each other; of fewer than two there is nothing to compare. */
const LEAST = 2;
/** A column is never narrower than this; the table scrolls instead. */
const [NAMES_PX, COLUMN_PX] = [140, 250];

/** The buyer's side: every offer that can still become an order side by side, and below those that ended. */
export function BuyerOffers({ request }: { request: RequestView }) {
  const [sort, setSort] = useState<OfferSort>("price");
  const live = sortOffers(request.offers.filter(({ status }) => status === "open" || status === "accepted"), sort);
  const over = request.offers.filter(({ status }) => status !== "open" && status !== "accepted");
  const { cheapest, fastest } = best(live);
  const markOf = ({ id }: OfferView) => (cheapest.has(id) ? tMarket.offer.cheapest : fastest.has(id) ? tMarket.offer.fastest : undefined);
  const cards = live.map((offer, i) => <OfferCard key={offer.id} request={request} offer={offer} you="buyer" mark={markOf(offer)} main={i === 0} />);
  return (
    <section aria-labelledby="offers">
      <div className="offers-head">
        <Title order={2} id="offers">{tMarket.offer.heading}</Title>
        {live.length >= LEAST && (
          <NativeSelect
            size="sm"
            aria-label={tMarket.filter.sort}
            data={Object.entries(tMarket.offer.sorts).map(([value, label]) => ({ value, label }))}
            value={sort}
            onChange={({ currentTarget }) => setSort(currentTarget.value as OfferSort)}
          />
        )}
      </div>
      <div aria-live="polite">
        {live.length === 0 && request.status === "open" && <Empty icon="offers" title={tMarket.offer.none}>{tMarket.offer.noneHint}</Empty>}
        {live.length >= LEAST ? (
          <>
            <Compared request={request} offers={live} markOf={markOf} />
            <div className="offer-cards">{cards}</div>
          </>
        ) : (
          <div style={{ maxInlineSize: 560 }}>{cards}</div>
        )}
      </div>
      {over.length > 0 && (
        <details className="past" style={{ marginBlockStart: 20 }}>
          <summary>{tMarket.offer.others}</summary>
          <div className="grid2 even">{over.map((offer) => <OfferCard key={offer.id} request={request} offer={offer} you="buyer" />)}</div>
        </details>
      )}
    </section>
  );
}

/** One column for each offer; what is compared lies in one line. */
function Compared({ request, offers, markOf }: { request: RequestView; offers: OfferView[]; markOf: (offer: OfferView) => string | undefined }) {
  const row = (name: string, cell: (offer: OfferView) => React.ReactNode) => (
    <tr>
      <th scope="row">{name}</th>
      {offers.map((offer) => <td key={offer.id}>{cell(offer)}</td>)}
    </tr>
  );
  return (
    <div className="compare" tabIndex={0} role="region" aria-label={tMarket.offer.compare}>
      <table style={{ minInlineSize: NAMES_PX + offers.length * COLUMN_PX }}>
        <tbody>
          {row(tMarket.offer.seller, (offer) => <SellerStanding offer={offer} />)}
          {row(tMarket.offer.total, (offer) => {
            const mark = markOf(offer);
            return <><span className="compare-total">{formatPrice(offer.buyerPays, offer.latest.currency)}</span>{mark && <span className="mark">{mark}</span>}</>;
          })}
          {row(tMarket.offer.price, ({ latest }) => formatPrice(latest.price, latest.currency))}
          {row(tMarket.offer.delivery, ({ latest }) => tMarket.offer.days(latest.deliveryDays))}
          {row(tMarket.offer.inspection, ({ latest }) => tMarket.offer.days(latest.inspectionDays))}
          {row(tMarket.offer.milestones, ({ latest }) => (latest.milestones.length ? <PartList parts={latest.milestones} currency={latest.currency} /> : tMarket.offer.oneGo))}
          {row(tMarket.offer.message, ({ latest }) => latest.message && <div className="prose said" tabIndex={latest.message.length > 300 ? 0 : undefined}>{latest.message}</div>)}
          {row(tMarket.offer.state, (offer) => (
            <>
              <div style={{ fontWeight: offer.mayAccept === "buyer" ? 600 : 400 }}>{turnOf(request, offer, "buyer") ?? tMarket.offer.states[offer.status]}</div>
              <div className="quiet" style={{ fontSize: "0.88rem", marginBlock: "4px 12px" }}>{tMarket.offer.revision(offer.latest.revision)} · <Ago at={offer.latest.createdAt} /> <History offer={offer} /></div>
              <OfferActions request={request} offer={offer} you="buyer" main={offer === offers[0]} />
            </>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { Title } from "@mantine/core";
import { Empty } from "@/components/states";
import { tMarket } from "@/i18n/market";
import type { RequestView } from "@/lib/types";
import { OfferCard } from "./OfferCard";

const RANK: Record<string, number> = { accepted: 0, open: 1 };

/** The buyer's side: every offer, side by side. */
export function BuyerOffers({ request }: { request: RequestView }) {
  const offers = [...request.offers].sort((a, b) => (RANK[a.status] ?? 2) - (RANK[b.status] ?? 2));
  return (
    <section aria-labelledby="offers">
      <Title order={2} id="offers" mb="md">{tMarket.offer.heading}</Title>
      {offers.length === 0 ? (
        <Empty title={tMarket.offer.none}>{tMarket.offer.noneHint}</Empty>
      ) : (
        <div className="grid2">
          {offers.map((offer) => (
            <OfferCard key={offer.id} request={request} offer={offer} you="buyer" />
          ))}
        </div>
      )}
    </section>
  );
}

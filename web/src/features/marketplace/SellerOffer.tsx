import { Title } from "@mantine/core";
import { Card } from "@/components/bits";
import { tMarket } from "@/i18n/market";
import type { RequestView } from "@/lib/types";
import { OfferCard } from "./OfferCard";
import { OfferForm } from "./OfferForm";

/** The seller's side: their own offers, or the form for one. Others' offers are not shown. */
export function SellerOffer({ request }: { request: RequestView }) {
  const live = request.offers.some((offer) => offer.status === "open" || offer.status === "accepted");
  return (
    <section className="narrow" style={{ marginInline: 0 }}>
      {request.offers.map((offer) => (
        <div key={offer.id} style={{ marginBlockEnd: 16 }}>
          <OfferCard request={request} offer={offer} you="seller" />
        </div>
      ))}
      {!live && request.status === "open" && (
        <>
          <Title order={2} mb="md">{tMarket.offer.make}</Title>
          <Card>
            <OfferForm request={request} offer={null} />
          </Card>
        </>
      )}
    </section>
  );
}

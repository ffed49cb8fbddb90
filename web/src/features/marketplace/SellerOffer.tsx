import { Text, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Card } from "@/components/bits";
import { Loading } from "@/components/states";
import { tMarket } from "@/i18n/market";
import type { RequestView } from "@/lib/types";
import { OfferCard } from "./OfferCard";

const OfferForm = lazy(async () => ({ default: (await import("./OfferForm")).OfferForm }));

/** The seller's side: their own offers, or the form for one. Others' offers are not shown. */
export function SellerOffer({ request }: { request: RequestView }) {
  const live = request.offers.some((offer) => offer.status === "open" || offer.status === "accepted");
  const late = request.deadlineAt != null && Date.parse(request.deadlineAt) <= Date.now();
  return (
    <section style={{ maxInlineSize: 720, display: "grid", gap: 16 }}>
      {request.offers.map((offer) => <OfferCard key={offer.id} request={request} offer={offer} you="seller" />)}
      {!live && request.status === "open" && (late ? <Text c="var(--quiet)">{tMarket.request.deadlineOver}</Text> : (
        <div>
          <Title order={2} mb={4}>{tMarket.offer.make}</Title>
          <Text c="var(--quiet)" mb="md">{tMarket.request.bound}</Text>
          <Suspense fallback={<Loading lines={8} />}>
            <Card>
              <OfferForm request={request} offer={null} you="seller" />
            </Card>
          </Suspense>
        </div>
      ))}
    </section>
  );
}

import { Badge, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link, useParams } from "react-router";
import { Ago, Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Loaded } from "@/components/states";
import { categoryName } from "@/features/marketplace/words";
import { PersonCard } from "@/features/people/PersonCard";
import { tGoods } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { formatDuration } from "@/lib/time";
import type { ListingView } from "@/lib/types";
import { listingQuery, loadListingRatings } from "./api";
import { BuyBox } from "./BuyBox";
import { mostPerOrder } from "./buying";
import { heldBack, ListingState } from "./ListingState";
import { Score, Stars } from "./Stars";
import "./goods.css";

// The seller's words, which nobody else needs.
const RejectedNote = lazy(() => import("@/features/selling/RejectedNote"));

export default function ListingPage() {
  const { id = "" } = useParams();
  const query = useQuery(listingQuery(id));
  return <Loaded query={query} lines={8} shape="split">{(listing) => <Listing listing={listing} />}</Loaded>;
}

function Listing({ listing }: { listing: ListingView }) {
  const mine = useUser()?.id === listing.seller.id;
  return (
    <Page
      title={listing.serviceName}
      back={{ to: "/listings", label: tGoods.browse.title }}
      subtitle={
        <Group gap="sm">
          <Badge variant="light" tt="none" size="lg" radius="sm" color="gray" c="var(--mantine-color-text)">{tGoods.kinds[listing.fulfilment]}</Badge>
          <Link to={`/people/${listing.seller.id}`}>{tGoods.browse.by(listing.seller.displayName)}</Link>
          <Score score={listing.score} ratings={listing.ratings} />
          <span>{tGoods.browse.sales(listing.sales)}</span>
        </Group>
      }
      actions={mine && <Button component={Link} to={`/sell/${listing.id}/edit`} variant="default">{tGoods.listing.edit}</Button>}
    >
      {mine && listing.own?.moderation === "rejected" && (
        <Suspense><RejectedNote mb="md">{listing.own.moderationNote}</RejectedNote></Suspense>
      )}
      <div className="split order listing">
        <Card title={tGoods.listing.about}>
          <div className="prose">{listing.description}</div>
        </Card>
        <div className="beside"><BuyBox listing={listing} /></div>
        <div className="rest">
          <Terms listing={listing} />
          <After listing={listing} />
          <Card title={tGoods.listing.seller}>
            <PersonCard id={listing.seller.id} name={listing.seller.displayName} />
          </Card>
          <Ratings listing={listing} />
        </div>
      </div>
    </Page>
  );
}

/** What a unit is, how use is counted, how long it holds and when the seller is paid. */
function Terms({ listing }: { listing: ListingView }) {
  const metered = listing.fulfilment === "metered_gateway";
  const { callsPerMinute, concurrentCalls } = listing;
  return (
    <Card title={tGoods.buy.units}>
      <Facts
        rows={[
          [tGoods.listing.unit, listing.unitDescription],
          [tGoods.listing.counts, metered ? counted(listing) : tGoods.listing.uncounted],
          [tGoods.listing.order, tGoods.listing.range(listing.minUnits, Math.max(listing.minUnits, Math.min(mostPerOrder(listing), listing.availableUnits)))],
          [tGoods.listing.validity, tGoods.listing.validityText(formatDuration(listing.tokenLifetimeS))],
          callsPerMinute != null && concurrentCalls != null && [tGoods.listing.limits, tGoods.listing.callLimits(callsPerMinute, concurrentCalls)],
          metered ? [tGoods.listing.settled, tGoods.listing.spentText] : [tGoods.listing.inspection, tGoods.listing.inspectionText(formatDuration(listing.inspectionS))],
          listing.category ? [tGoods.listing.category, categoryName(listing.category)] : null,
          [tGoods.listing.stock, tGoods.units(listing.availableUnits)],
        ]}
      />
      {(listing.status !== "active" || heldBack(listing)) && <Group mt="md" gap={8}><ListingState listing={listing} /></Group>}
    </Card>
  );
}

/** From paying to the seller's money, step by step. */
function After({ listing: { fulfilment, inspectionS } }: { listing: ListingView }) {
  const metered = fulfilment === "metered_gateway";
  const steps = [tGoods.after.escrow, tGoods.after.get[fulfilment], ...(metered ? [tGoods.after.metered] : [tGoods.after.check(formatDuration(inspectionS)), tGoods.after.paid])];
  return (
    <Card title={tGoods.after.title}>
      <ol className="next">{steps.map((step, i) => <li key={i}>{step}</li>)}</ol>
    </Card>
  );
}

function counted({ meter, maxUnitsPerCall }: ListingView): string {
  const most = maxUnitsPerCall == null ? "" : ` ${tGoods.listing.mostPerCall(maxUnitsPerCall)}`;
  if (meter?.kind === "header") return tGoods.listing.meters.header(meter.name) + most;
  if (meter?.kind === "json_path") return tGoods.listing.meters.json_path(meter.path) + most;
  return tGoods.listing.meters.request;
}

function Ratings({ listing }: { listing: ListingView }) {
  const query = usePages(keys.ratings.ofListing(listing.id), (cursor) => loadListingRatings(listing.id, cursor));
  return (
    <Card title={tGoods.listing.ratings}>
      <PagedList query={query} empty={<Text c="var(--quiet)">{tGoods.listing.ratingsNone}. {tGoods.listing.ratingsHint}</Text>}>
        {(items) => (
          <div>
            {items.map((rating) => (
              <div className="rating" key={`${rating.rater.id}${rating.createdAt}`}>
                <Group gap="sm">
                  <Stars value={rating.stars} />
                  <Text size="sm" c="var(--quiet)">{rating.rater.displayName} · <Ago at={rating.createdAt} /></Text>
                </Group>
                {rating.comment && <div className="prose">{rating.comment}</div>}
              </div>
            ))}
          </div>
        )}
      </PagedList>
    </Card>
  );
}

import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Ago, Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Loaded } from "@/components/states";
import { g } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { formatDuration } from "@/lib/time";
import type { ListingView } from "@/lib/types";
import { listingQuery, loadListingRatings } from "./api";
import { BuyBox } from "./BuyBox";
import { mostPerOrder } from "./buying";
import { heldBack, ListingState } from "./ListingState";
import { Score, Stars } from "./Stars";

export default function ListingPage() {
  const { id = "" } = useParams();
  const query = useQuery(listingQuery(id));
  return <Loaded query={query} lines={8}>{(listing) => <Listing listing={listing} />}</Loaded>;
}

function Listing({ listing }: { listing: ListingView }) {
  const mine = useUser()?.id === listing.seller.id;
  return (
    <Page
      title={listing.serviceName}
      back={{ to: "/listings", label: g.browse.title }}
      subtitle={
        <Group gap="sm">
          <Badge variant="light" tt="none" size="lg" radius="sm" color="gray" c="var(--mantine-color-text)">{g.kinds[listing.fulfilment]}</Badge>
          <span>{g.browse.by(listing.seller.displayName)}</span>
          <Score score={listing.score} ratings={listing.ratings} />
          <span>{g.browse.sales(listing.sales)}</span>
        </Group>
      }
      actions={mine && <Button component={Link} to={`/sell/${listing.id}/edit`} variant="default">{g.listing.edit}</Button>}
    >
      {mine && listing.own?.moderation === "rejected" && (
        <Alert color="orange" radius="md" mb="md" title={g.sell.rejected}>{listing.own.moderationNote}</Alert>
      )}
      <div className="split buy">
        <div className="beside"><BuyBox listing={listing} /></div>
        <div className="rest">
          <Card title={g.listing.about}>
            <div className="prose">{listing.description}</div>
          </Card>
          <Terms listing={listing} />
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
    <Card title={g.buy.units}>
      <Facts
        rows={[
          [g.listing.unit, listing.unitDescription],
          [g.listing.counts, metered ? counted(listing) : g.listing.uncounted],
          [g.listing.order, g.listing.range(listing.minUnits, mostPerOrder(listing))],
          [g.listing.validity, g.listing.validityText(formatDuration(listing.tokenLifetimeS))],
          callsPerMinute != null && concurrentCalls != null && [g.listing.limits, g.listing.callLimits(callsPerMinute, concurrentCalls)],
          metered ? [g.listing.settled, g.listing.spentText] : [g.listing.inspection, g.listing.inspectionText(formatDuration(listing.inspectionS))],
          listing.category ? [g.listing.category, listing.category.name] : null,
          [g.listing.stock, g.units(listing.availableUnits)],
        ]}
      />
      {(listing.status !== "active" || heldBack(listing)) && <Group mt="md" gap={8}><ListingState listing={listing} /></Group>}
    </Card>
  );
}

function counted({ meter, maxUnitsPerCall }: ListingView): string {
  const most = maxUnitsPerCall == null ? "" : ` ${g.listing.mostPerCall(maxUnitsPerCall)}`;
  if (meter?.kind === "header") return g.listing.meters.header(meter.name) + most;
  if (meter?.kind === "json_path") return g.listing.meters.json_path(meter.path) + most;
  return g.listing.meters.request;
}

function Ratings({ listing }: { listing: ListingView }) {
  const query = usePages(keys.ratings.ofListing(listing.id), (cursor) => loadListingRatings(listing.id, cursor));
  return (
    <Card title={g.listing.ratings}>
      <PagedList query={query} empty={<Text c="var(--quiet)">{g.listing.ratingsNone}. {g.listing.ratingsHint}</Text>}>
        {(items) => (
          <Stack gap="lg">
            {items.map((rating) => (
              <div key={`${rating.rater.id}${rating.createdAt}`}>
                <Group gap="sm">
                  <Stars value={rating.stars} />
                  <Text size="sm" c="var(--quiet)">{rating.rater.displayName} · <Ago at={rating.createdAt} /></Text>
                </Group>
                {rating.comment && <div className="prose">{rating.comment}</div>}
              </div>
            ))}
          </Stack>
        )}
      </PagedList>
    </Card>
  );
}

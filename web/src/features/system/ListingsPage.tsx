import { Anchor, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { Ago, Card, Facts } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { loadModerated, moderate } from "@/features/goods/api";
import { ListingState } from "@/features/goods/ListingState";
import { tGoods } from "@/i18n/goods";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { ListingView } from "@/lib/types";
import { Ask } from "./bits";
import "./system.css";

const l = tSystem.listings;
const STALE = [keys.listings.all, keys.audit.all, keys.system.overview];

export default function ListingsPage() {
  const { values, change } = useFilters(["state"]);
  const moderation = known(values.state, l.states) ?? "pending";
  const query = usePages(keys.listings.moderation({ moderation }), (cursor) => loadModerated({ moderation }, cursor));
  const [deciding, setDeciding] = useState<{ listing: ListingView; as: "approved" | "rejected" } | null>(null);
  const close = () => setDeciding(null);
  return (
    <Page title={l.title} subtitle={l.subtitle}>
      <div className="controls">
        <Select label={l.state} allowDeselect={false} data={Object.entries(l.states).map(([value, label]) => ({ value, label }))} value={moderation} onChange={(value) => change({ state: value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={l.none[moderation]}>{moderation === "pending" && l.noneHint}</Empty>}>
        {(items) => (
          <div className="moderated">
            {items.map((listing) => <Listing key={listing.id} listing={listing} decide={(as) => setDeciding({ listing, as })} />)}
          </div>
        )}
      </PagedList>
      {deciding?.as === "approved" && (
        <Ask title={l.approve} says={l.approveSays(deciding.listing.serviceName)} button={l.approve} send={() => moderate({ id: deciding.listing.id, moderation: "approved", note: null })} stale={STALE} done={l.approved} close={close} />
      )}
      {deciding?.as === "rejected" && (
        <Ask title={l.reject} says={l.rejectSays(deciding.listing.serviceName)} button={l.reject} danger reason={{ label: l.note, hint: l.noteHint, least: 1 }} send={(note) => moderate({ id: deciding.listing.id, moderation: "rejected", note })} stale={STALE} done={l.rejected} close={close} />
      )}
    </Page>
  );
}

function Listing({ listing, decide }: { listing: ListingView; decide: (as: "approved" | "rejected") => void }) {
  const { own } = listing;
  return (
    <Card title={listing.serviceName} actions={<ListingState listing={listing} />}>
      <div className="split">
        <Stack gap="sm">
          <div className="prose" dir="auto">{listing.description}</div>
          {own?.moderationNote && <Text size="sm" c="var(--quiet)" dir="auto">{l.said(own.moderationNote)}</Text>}
        </Stack>
        <Facts
          rows={[
            [l.seller, <Anchor key="s" component={Link} to={`/staff/people/${listing.seller.id}`}><bdi>{listing.seller.displayName}</bdi></Anchor>],
            [l.made, <Ago key="m" at={listing.createdAt} />],
            [l.kind, tGoods.kinds[listing.fulfilment]],
            [l.price, <bdi key="p">{formatPrice(listing.pricePerUnit, listing.currency)}</bdi>],
            [l.unit, <bdi key="u">{listing.unitDescription}</bdi>],
            own?.gateway ? [l.service, <span key="g" className="hash">{own.gateway.upstreamUrl}</span>] : null,
          ]}
        />
      </div>
      <Group gap="sm" mt="md">
        {own?.moderation !== "approved" && <Button variant="light" onClick={() => decide("approved")}>{l.approve}</Button>}
        {own?.moderation !== "rejected" && <Button variant="default" onClick={() => decide("rejected")}>{l.reject}</Button>}
        <Anchor component={Link} to={`/listings/${listing.id}`} size="sm">{l.look}</Anchor>
      </Group>
    </Card>
  );
}

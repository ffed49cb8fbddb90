import { Button, Group } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { changeListing, listingQuery } from "@/features/goods/api";
import { ListingState } from "@/features/goods/ListingState";
import { tGoods } from "@/i18n/goods";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import type { ListingView } from "@/lib/types";
import { CodesPanel } from "./CodesPanel";
import { fromListing, toChange } from "./fields";
import { ListingForm } from "./ListingForm";
import { ListingUsage } from "./ListingUsage";
import { ProbePanel } from "./ProbePanel";
import { RemoveCodes } from "./RemoveCodes";
import { SecretPanel } from "./SecretPanel";
import { StatusPanel } from "./StatusPanel";
import { StockPanel } from "./StockPanel";

export default function EditListingPage() {
  const { id = "" } = useParams();
  const query = useQuery(listingQuery(id));
  return <Loaded query={query} lines={8}>{(listing) => <Edit key={listing.id} listing={listing} />}</Loaded>;
}

function Edit({ listing }: { listing: ListingView }) {
  const user = useUser();
  const client = useQueryClient();
  // What was read first: a change of stock meanwhile must not undo what is being typed.
  const [base, setBase] = useState(() => fromListing(listing));
  const save = useSubmit({
    send: (change: ReturnType<typeof toChange>) => changeListing(listing.id, change),
    stale: [keys.listings.all],
    done: tSelling.saved,
    onDone: (saved) => {
      client.setQueryData(keys.listings.one(listing.id), saved);
      setBase(fromListing(saved));
    },
  });
  if (listing.seller.id !== user?.id || listing.status === "removed") return <Empty title={tGoods.listing.gone} />;
  const pool = listing.fulfilment === "code_pool";
  return (
    <Page
      title={listing.serviceName}
      back={{ to: "/sell/listings", label: tSelling.mine }}
      subtitle={
        <Group gap="sm">
          <ListingState listing={listing} />
          {listing.own && <span>{tSelling.stockLine(listing.availableUnits, listing.own.reservedUnits, listing.own.soldUnits)}</span>}
        </Group>
      }
      actions={<Button component={Link} to={`/listings/${listing.id}`} variant="default">{tSelling.view}</Button>}
    >
      <div className="split buy">
        <div className="beside">
          {/* What was refused before a change says nothing about what is there now. */}
          <StatusPanel key={listing.own?.version} listing={listing} />
          {listing.own?.probe && <ProbePanel listing={listing} />}
          {pool ? <><CodesPanel listing={listing} /><RemoveCodes listing={listing} /></> : <StockPanel listing={listing} />}
          {!pool && <SecretPanel listing={listing} />}
        </div>
        <div className="rest">
          <ListingForm initial={base} existing send={(fields) => save.mutate(toChange(fields, base))} sending={save.isPending} error={save.error} label={tSelling.save} />
          {listing.fulfilment === "metered_gateway" && (
            <div style={{ marginBlockStart: 16 }}>
              <ListingUsage id={listing.id} />
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}

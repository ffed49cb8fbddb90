import { Button, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { loadMyListings } from "@/features/goods/api";
import { ListingState } from "@/features/goods/ListingState";
import { Score } from "@/features/goods/Stars";
import { tGoods } from "@/i18n/goods";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { ListingView } from "@/lib/types";
import { SellFrame } from "./SellFrame";

/** The seller's own listings, removed ones too. */
export default function ListingsPage() {
  const query = usePages(keys.listings.mine, loadMyListings);
  const create = <Button component={Link} to="/sell/new">{tSelling.create}</Button>;
  return (
    <SellFrame title={tSelling.mine} actions={create}>
      <PagedList query={query} empty={<Empty icon="goods" title={tSelling.none} action={create}>{tSelling.noneHint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((listing) => <li key={listing.id}><Line listing={listing} /></li>)}
          </ul>
        )}
      </PagedList>
    </SellFrame>
  );
}

function Line({ listing }: { listing: ListingView }) {
  const { own } = listing;
  return (
    <Link className="row" to={`/sell/${listing.id}/edit`}>
      <div className="row-main">
        <div className="row-title">{listing.serviceName}</div>
        <Text size="sm" c="var(--quiet)">{tGoods.kinds[listing.fulfilment]}{own && <> · {tSelling.stockLine(listing.availableUnits, own.reservedUnits, own.soldUnits)}</>}</Text>
        <Score score={listing.score} ratings={listing.ratings} />
      </div>
      <Group gap={8}>
        <ListingState listing={listing} />
      </Group>
      <div className="row-side">
        <Text fw={600}>{formatPrice(listing.pricePerUnit, listing.currency)}</Text>
        <Text size="sm" c="var(--quiet)">{tGoods.browse.sales(listing.sales)}</Text>
      </div>
    </Link>
  );
}

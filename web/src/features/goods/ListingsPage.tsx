import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Browse, type Chip, Facet } from "@/components/Browse";
import { known, knownDecimal, knownId, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { band, bandEnds, bandKey, categoryName } from "@/features/marketplace/words";
import { tGoods } from "@/i18n/goods";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { hasRole, useUser } from "@/lib/session";
import type { FulfilmentKind, ListingFacets } from "@/lib/types";
import { type ListingFilter, loadListingFacets, loadListings, type Sort } from "./api";
import { ListingCard } from "./ListingCard";
import "./goods.css";

const NAMES = ["q", "category", "kind", "seller", "currency", "from", "below", "sort"] as const;
type Filters = ReturnType<typeof useFilters<(typeof NAMES)[number]>>;

/** What is on sale by the unit. */
export default function ListingsPage() {
  const user = useUser();
  const filters = useFilters(NAMES);
  const { values, change } = filters;
  const sort = known<Sort>(values.sort, tGoods.browse.sorts) ?? "newest";
  const filter: ListingFilter = {
    q: values.q, categoryId: knownId(values.category), fulfilment: known<FulfilmentKind>(values.kind, tGoods.kinds), sellerId: knownId(values.seller),
    currency: values.currency, priceFrom: knownDecimal(values.from), priceBelow: knownDecimal(values.below),
  };
  const query = usePages(keys.listings.list({ ...filter, sort }), (cursor) => loadListings({ ...filter, sort }, cursor));
  const facets = useQuery({ queryKey: [...keys.listings.list(filter), "facets"], queryFn: () => loadListingFacets(filter), placeholderData: keepPreviousData }).data;
  const sellerName = query.data?.pages[0]?.items[0]?.seller.displayName;
  const chips = chipsOf(filter, filters, facets, sellerName);
  const clear = () => change({ q: null, category: null, kind: null, seller: null, currency: null, from: null, below: null });
  const nothing = chips.length ? (
    <Empty icon="search" title={tMarket.filter.none} action={<Button variant="default" onClick={clear}>{tMarket.filter.clear}</Button>}>{tMarket.filter.noneHint}</Empty>
  ) : (
    <Empty icon="goods" title={tGoods.browse.noneYet} />
  );
  return (
    <Page title={tGoods.browse.title} subtitle={tGoods.browse.hint} actions={hasRole(user, "seller") && <Button component={Link} to="/sell/new">{tGoods.browse.sell}</Button>}>
      <Browse
        search={{ label: tGoods.browse.search, value: values.q, change: (q) => change({ q }, true) }}
        sort={{ words: tGoods.browse.sorts, value: sort, change: (next) => change({ sort: next === "newest" ? null : next }) }}
        count={facets?.total ?? null}
        chips={chips}
        clear={clear}
        facets={facets && <Facets facets={facets} filter={filter} filters={filters} />}
      >
        <PagedList query={query} empty={nothing} shape="grid">
          {(items) => (
            <ul className="goods-grid">
              {items.map((listing) => <li key={listing.id}><ListingCard listing={listing} /></li>)}
            </ul>
          )}
        </PagedList>
      </Browse>
    </Page>
  );
}

function Facets({ facets, filter, filters: { change } }: { facets: ListingFacets; filter: ListingFilter; filters: Filters }) {
  return (
    <>
      <Facet
        title={tGoods.browse.kind}
        options={facets.fulfilments.map(({ fulfilment, count }) => ({ value: fulfilment, label: tGoods.kinds[fulfilment] ?? fulfilment, count }))}
        value={filter.fulfilment}
        change={(kind) => change({ kind })}
      />
      <Facet
        title={tMarket.filter.category}
        options={facets.categories.map(({ category, count }) => ({ value: category.id, label: categoryName(category), count }))}
        value={filter.categoryId}
        change={(category) => change({ category })}
      />
      <Facet
        title={tGoods.browse.price}
        options={facets.prices.map((each) => ({ value: bandKey(each), label: band(each, filter.currency), count: each.count }))}
        value={filter.priceFrom || filter.priceBelow ? bandKey({ from: filter.priceFrom, below: filter.priceBelow }) : undefined}
        change={(key) => change(bandEnds(key))}
      />
      <Facet
        title={tMarket.filter.currency}
        options={facets.currencies.map(({ currency, count }) => ({ value: currency, label: currency, count }))}
        value={filter.currency}
        change={(currency) => change({ currency })}
      />
    </>
  );
}

function chipsOf(filter: ListingFilter, { change }: Filters, facets: ListingFacets | undefined, sellerName: string | undefined): Chip[] {
  const chips: Chip[] = [];
  if (filter.q) chips.push({ label: tMarket.filter.words(filter.q), remove: () => change({ q: null }) });
  if (filter.sellerId) chips.push({ label: sellerName ? tGoods.browse.by(sellerName) : tGoods.browse.oneSeller, remove: () => change({ seller: null }) });
  if (filter.fulfilment) chips.push({ label: tGoods.kinds[filter.fulfilment] ?? filter.fulfilment, remove: () => change({ kind: null }) });
  if (filter.categoryId) {
    const found = facets?.categories.find(({ category }) => category.id === filter.categoryId)?.category;
    chips.push({ label: found ? categoryName(found) : tMarket.filter.category, remove: () => change({ category: null }) });
  }
  if (filter.priceFrom || filter.priceBelow)
    chips.push({ label: band({ from: filter.priceFrom, below: filter.priceBelow }, filter.currency), remove: () => change({ from: null, below: null }) });
  if (filter.currency) chips.push({ label: filter.currency, remove: () => change({ currency: null }) });
  return chips;
}

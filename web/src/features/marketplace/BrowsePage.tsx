import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Browse, type Chip, Facet } from "@/components/Browse";
import { known, knownDecimal, knownId, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { hasRole, useUser } from "@/lib/session";
import type { RequestFacets } from "@/lib/types";
import { loadRequestFacets, loadRequests, type RequestFilter, type RequestSort } from "./api";
import { RequestLine } from "./RequestLine";
import { band, bandEnds, bandKey, categoryName } from "./words";

const NAMES = ["q", "category", "currency", "from", "below", "sort"] as const;
type Filters = ReturnType<typeof useFilters<(typeof NAMES)[number]>>;

/** What buyers are looking for. */
export default function BrowsePage() {
  const user = useUser();
  const filters = useFilters(NAMES);
  const { values, change } = filters;
  const sort = known<RequestSort>(values.sort, tMarket.request.sorts) ?? "newest";
  const filter: RequestFilter = {
    q: values.q, category: knownId(values.category), currency: values.currency, budgetFrom: knownDecimal(values.from), budgetBelow: knownDecimal(values.below),
  };
  const query = usePages(keys.requests.list({ ...filter, sort }), (cursor) => loadRequests({ ...filter, sort }, cursor));
  const facets = useQuery({ queryKey: [...keys.requests.list(filter), "facets"], queryFn: () => loadRequestFacets(filter), placeholderData: keepPreviousData }).data;
  const chips = chipsOf(filter, filters, facets);
  const clear = () => change({ q: null, category: null, currency: null, from: null, below: null });
  const post = hasRole(user, "buyer") || !user ? <Button component={Link} to="/requests/new">{tMarket.request.post}</Button> : null;
  const nothing = chips.length ? (
    <Empty icon="search" title={tMarket.filter.none} action={<Button variant="default" onClick={clear}>{tMarket.filter.clear}</Button>}>{tMarket.filter.noneHint}</Empty>
  ) : (
    <Empty icon="requests" title={tMarket.request.noneYet}>{tMarket.request.noneYetHint}</Empty>
  );
  return (
    <Page title={tMarket.request.browseTitle} subtitle={tMarket.request.browseHint} actions={post}>
      <Browse
        search={{ label: tMarket.request.search, value: values.q, change: (q) => change({ q }, true) }}
        sort={{ words: tMarket.request.sorts, value: sort, change: (next) => change({ sort: next === "newest" ? null : next }) }}
        // The order by deadline leaves out what has none, which the count does not.
        count={sort === "ending" ? null : (facets?.total ?? null)}
        chips={chips}
        clear={clear}
        facets={facets && <Facets facets={facets} filter={filter} filters={filters} />}
      >
        <PagedList query={query} empty={nothing}>
          {(items) => (
            <ul className="rows">
              {items.map((request) => <li key={request.id}><RequestLine request={request} /></li>)}
            </ul>
          )}
        </PagedList>
      </Browse>
    </Page>
  );
}

function Facets({ facets, filter, filters: { change } }: { facets: RequestFacets; filter: RequestFilter; filters: Filters }) {
  return (
    <>
      <Facet
        title={tMarket.filter.category}
        options={facets.categories.map(({ category, count }) => ({ value: category.id, label: categoryName(category), count }))}
        value={filter.category}
        change={(category) => change({ category })}
      />
      <Facet
        title={tMarket.filter.price}
        options={facets.budgets.map((each) => ({ value: bandKey(each), label: band(each, filter.currency), count: each.count }))}
        value={filter.budgetFrom || filter.budgetBelow ? bandKey({ from: filter.budgetFrom, below: filter.budgetBelow }) : undefined}
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

function chipsOf(filter: RequestFilter, { change }: Filters, facets: RequestFacets | undefined): Chip[] {
  const chips: Chip[] = [];
  if (filter.q) chips.push({ label: tMarket.filter.words(filter.q), remove: () => change({ q: null }) });
  if (filter.category) {
    const found = facets?.categories.find(({ category }) => category.id === filter.category)?.category;
    chips.push({ label: found ? categoryName(found) : tMarket.filter.category, remove: () => change({ category: null }) });
  }
  if (filter.budgetFrom || filter.budgetBelow)
    chips.push({ label: band({ from: filter.budgetFrom, below: filter.budgetBelow }, filter.currency), remove: () => change({ from: null, below: null }) });
  if (filter.currency) chips.push({ label: filter.currency, remove: () => change({ currency: null }) });
  return chips;
}

import { Button, Group, Select, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { categoriesQuery } from "@/features/marketplace/api";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { hasRole, useUser } from "@/lib/session";
import type { FulfilmentKind } from "@/lib/types";
import { type ListingFilter, loadListings, type Sort } from "./api";
import { ListingCard } from "./ListingCard";

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

/** A known word of the address, or nothing. */
function known<T extends string>(text: string | null, words: Record<string, string>): T | undefined {
  return text !== null && text in words ? (text as T) : undefined;
}

export default function ListingsPage() {
  const user = useUser();
  const [search, setSearch] = useSearchParams();
  const categories = useQuery(categoriesQuery).data ?? [];
  const filter: ListingFilter = {
    q: search.get("q") ?? undefined,
    categoryId: search.get("category") ?? undefined,
    fulfilment: known<FulfilmentKind>(search.get("kind"), tGoods.kinds),
    sort: known<Sort>(search.get("sort"), tGoods.browse.sorts),
  };
  const narrowed = Boolean(filter.q || filter.categoryId || filter.fulfilment);
  const query = usePages(keys.listings.list(filter), (cursor) => loadListings(filter, cursor));
  const [typed, setTyped] = useState(filter.q ?? "");

  useEffect(() => {
    document.title = `${tGoods.browse.title} · ${t.app.name}`;
  }, []);

  const change = (name: string, value: string | null) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  const searchSoon = useDebouncedCallback((value: string) => change("q", value.trim()), 300);

  return (
    <>
      <Group justify="space-between" align="flex-start" mb="lg">
        <div style={{ flex: "1 1 320px" }}>
          <Title order={1}>{tGoods.browse.title}</Title>
          <Text c="var(--quiet)" mt={6}>{tGoods.browse.hint}</Text>
        </div>
        {hasRole(user, "seller") && <Button component={Link} to="/sell/new">{tGoods.browse.sell}</Button>}
      </Group>
      <div className="filters" role="search">
        <TextInput
          type="search"
          aria-label={tGoods.browse.search}
          placeholder={tGoods.browse.search}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            searchSoon(event.currentTarget.value);
          }}
        />
        <Select aria-label={tGoods.browse.category} placeholder={tGoods.browse.anyCategory} clearable data={categories.map((c) => ({ value: c.id, label: c.name }))} value={filter.categoryId ?? null} onChange={(value) => change("category", value)} />
        <Select aria-label={tGoods.browse.kind} placeholder={tGoods.browse.anyKind} clearable data={options(tGoods.kinds)} value={filter.fulfilment ?? null} onChange={(value) => change("kind", value)} />
        <Select aria-label={tGoods.browse.sort} allowDeselect={false} data={options(tGoods.browse.sorts)} value={filter.sort ?? "newest"} onChange={(value) => change("sort", value)} />
      </div>
      <PagedList query={query} empty={narrowed ? <Empty title={tGoods.browse.none}>{tGoods.browse.noneHint}</Empty> : <Empty title={tGoods.browse.noneYet} />}>
        {(items) => (
          <ul className="grid2 plain">
            {items.map((listing) => (
              <li key={listing.id}>
                <ListingCard listing={listing} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </>
  );
}

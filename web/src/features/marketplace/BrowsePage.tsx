import { Button, Group, Select, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { useSession } from "@/lib/session";
import { categoriesQuery, loadRequests } from "./api";
import { RequestLine } from "./RequestLine";

export default function BrowsePage() {
  const session = useSession();
  const [search, setSearch] = useSearchParams();
  const categories = useQuery(categoriesQuery).data ?? [];
  const filter = { category: search.get("category") ?? undefined, q: search.get("q") ?? undefined };
  const query = usePages(keys.requests.list(filter), (cursor) => loadRequests(filter, cursor));
  const [typed, setTyped] = useState(filter.q ?? "");

  useEffect(() => {
    document.title = `${tMarket.request.browseTitle} · ${t.app.name}`;
  }, []);

  const change = (name: string, value: string | null) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  const searchSoon = useDebouncedCallback((value: string) => change("q", value.trim()), 300);

  const nothing = filter.q || filter.category ? <Empty title={tMarket.request.none}>{tMarket.request.noneHint}</Empty> : <Empty title={tMarket.request.noneYet}>{tMarket.request.noneYetHint}</Empty>;
  const post = <Button component={Link} to="/requests/new" size="md">{tMarket.request.post}</Button>;

  return (
    <>
      {session.status === "signedIn" ? (
        <Group justify="space-between" mb="lg">
          <Title order={1}>{tMarket.request.browseTitle}</Title>
          {post}
        </Group>
      ) : (
        <div className="hero">
          <h1>{tMarket.request.heroTitle}</h1>
          <p className="quiet" style={{ fontSize: "1.1rem", margin: "0 0 20px" }}>{tMarket.request.heroText}</p>
          <Group gap="sm">
            {post}
            <Button component={Link} to="/register" size="md" variant="default">{t.nav.register}</Button>
          </Group>
        </div>
      )}
      <Group mb="md" gap="sm" role="search">
        <TextInput
          style={{ flex: "1 1 220px" }}
          type="search"
          aria-label={tMarket.request.search}
          placeholder={tMarket.request.search}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            searchSoon(event.currentTarget.value);
          }}
        />
        <Select
          style={{ flex: "0 1 240px" }}
          aria-label={tMarket.request.category}
          placeholder={tMarket.request.anyCategory}
          clearable
          data={categories.map((c) => ({ value: c.id, label: c.name }))}
          value={filter.category ?? null}
          onChange={(value) => change("category", value)}
        />
      </Group>
      <PagedList query={query} empty={nothing}>
        {(items) => (
          <ul className="rows">
            {items.map((request) => (
              <li key={request.id}>
                <RequestLine request={request} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </>
  );
}

import "./search.css";
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { useSoon } from "@/components/soon";
import { Empty, ErrorBox, Loading } from "@/components/states";
import { t } from "@/i18n/common";
import { tSearch } from "@/i18n/search";
import { LEAST_LETTERS, searchQuery } from "./api";
import { foundGroups } from "./found";

const PER_KIND = 20;

export default function SearchPage() {
  const [params, setParams] = useSearchParams();
  const q = (params.get("q") ?? "").trim();
  const [typed, setTyped] = useState(q);
  const go = (text: string) => setParams(text.trim() ? { q: text.trim() } : {}, { replace: true });
  const goSoon = useSoon(go, 250);
  useEffect(() => {
    // The palette leads here with other words.
    setTyped((now) => (now.trim() === q ? now : q));
  }, [q]);
  return (
    <Page title={tSearch.title} narrow>
      <form
        role="search"
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          go(typed);
        }}
      >
        <TextInput
          type="search"
          size="md"
          aria-label={tSearch.label}
          placeholder={tSearch.start}
          maxLength={200}
          autoFocus
          leftSection={<Icon name="search" />}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            goSoon(currentTarget.value);
          }}
        />
      </form>
      <Results q={q} />
    </Page>
  );
}

function Results({ q }: { q: string }) {
  const query = useQuery(searchQuery(q, PER_KIND));
  if (q.length < LEAST_LETTERS) return <Empty icon="search" title={tSearch.start}>{tSearch.startHint}</Empty>;
  if (query.isError) return <ErrorBox error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading shape="rows" lines={5} />;
  const groups = foundGroups(query.data);
  return (
    <div aria-live="polite" aria-busy={query.isPlaceholderData}>
      {groups.length === 0 && (
        <Empty icon="search" title={tSearch.none} action={<><Button component={Link} to="/requests" variant="default">{t.nav.browse}</Button><Button component={Link} to="/listings" variant="default">{t.nav.goods}</Button></>}>{tSearch.noneHint}</Empty>
      )}
      {groups.map(({ kind, items }) => (
        <section key={kind} className="search-group">
          <h2>{tSearch.groups[kind]}</h2>
          <ul className="rows">
            {items.map(({ to, label, note, icon }) => (
              <li key={to}>
                <Link className="row search-row" to={to}>
                  <span className="quiet"><Icon name={icon} /></span>
                  <span className="row-main row-title" dir="auto">{label}</span>
                  <span className="row-side quiet">{note}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

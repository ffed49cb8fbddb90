// The frame of lists with filters: beside the list on a wide page, in a drawer on a phone.
import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, type ReactNode, useEffect, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { ahead, Later } from "@/components/Later";
import { useSoon } from "@/components/soon";
import { num } from "@/i18n/format";
import { tMarket } from "@/i18n/market";
import "./browse.css";

const load = () => import("./BrowseDrawer");
const BrowseDrawer = lazy(load);

/** A filter that is set. */
export interface Chip {
  label: string;
  remove: () => void;
}

interface Props {
  search: { label: string; value: string | undefined; change: (q: string) => void };
  sort: { words: Record<string, string>; value: string; change: (sort: string) => void };
  /** How many there are; null while that is not known. */
  count: number | null;
  chips: Chip[];
  clear: () => void;
  facets: ReactNode;
  children: ReactNode;
}

export function Browse({ search, sort, count, chips, clear, facets, children }: Props) {
  const [opened, drawer] = useDisclosure();
  return (
    <div className="browse">
      <aside className="browse-side" aria-label={tMarket.filter.title}>{facets}</aside>
      <div className="browse-main">
        <div className="browse-top" role="search">
          <SearchField {...search} />
          <NativeSelect
            className="browse-sort"
            aria-label={tMarket.filter.sort}
            data={Object.entries(sort.words).map(([value, label]) => ({ value, label }))}
            value={sort.value}
            onChange={({ currentTarget }) => sort.change(currentTarget.value)}
          />
          <Button className="browse-open" variant="default" aria-haspopup="dialog" {...ahead(load)} onClick={drawer.open}>{tMarket.filter.open(chips.length)}</Button>
        </div>
        <div className="browse-state">
          <span role="status">{count === null ? "" : tMarket.filter.results(count)}</span>
          {chips.length > 0 && (
            <ul className="chips" aria-label={tMarket.filter.set}>
              {chips.map((chip) => (
                <li key={chip.label}>
                  <button type="button" className="chip" aria-label={tMarket.filter.remove(chip.label)} onClick={chip.remove}>
                    <span>{chip.label}</span>
                    <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden><path d="m3 3 6 6M9 3 3 9" /></svg>
                  </button>
                </li>
              ))}
              {chips.length > 1 && <li><button type="button" className="chip plain-chip" onClick={clear}>{tMarket.filter.clear}</button></li>}
            </ul>
          )}
        </div>
        {children}
      </div>
      <Later opened={opened}>
        {(shown) => <BrowseDrawer opened={shown} close={drawer.close} set={chips.length} clear={clear} count={count ?? 0}>{facets}</BrowseDrawer>}
      </Later>
    </div>
  );
}

const PAUSE_MS = 300;

/** Looks up what is typed after a pause. What the address says otherwise (the way back, a link) is shown. */
function SearchField({ label, value = "", change }: Props["search"]) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const soon = useSoon((text) => {
    sent.current = text.trim();
    change(sent.current);
  }, PAUSE_MS);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  const type = (text: string) => {
    setTyped(text);
    soon(text);
  };
  return (
    <TextInput
      className="browse-search"
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      leftSection={<Icon name="search" size={18} />}
      rightSection={typed && <CloseButton aria-label={tMarket.filter.clearSearch} onClick={() => type("")} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

export interface Option {
  value: string;
  label: string;
  count: number;
}

/** So many options are shown at first. */
const FIRST = 7;

/** What one may choose, each with how many there would be. The chosen one again takes the choice back. */
export function Facet({ title, options, value, change }: { title: string; options: Option[]; value: string | undefined; change: (value: string | null) => void }) {
  const [all, { toggle }] = useDisclosure();
  if (options.length === 0) return null;
  const shown = all ? options : options.filter((option, at) => at < FIRST || option.value === value);
  const more = options.length - FIRST;
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      {shown.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => change(option.value === value ? null : option.value)}>
          <span>{option.label}</span>{" "}
          <span className="facet-count">{num(option.count)}</span>
        </button>
      ))}
      {more > 0 && <button type="button" className="facet-more" aria-expanded={all} onClick={toggle}>{all ? tMarket.filter.fewerOptions : tMarket.filter.moreOptions(more)}</button>}
    </fieldset>
  );
}

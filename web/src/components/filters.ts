// Filters that live in the address: they can be shared, and the browser's way back undoes them.
import { useEffect, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";
import { isDecimal } from "@/lib/money";

type Values<K extends string> = Partial<Record<K, string>>;
type Change<K extends string> = Partial<Record<K, string | null>>;

/** The filters of these names, and how to change them. What is typed letter by letter takes the place of what was typed before. */
export function useFilters<K extends string>(names: readonly K[]) {
  const [search, setSearch] = useSearchParams();
  const spelled = names.join();
  // The same object until the address changes, so that it can be waited for (debounced) as a whole.
  const values = useMemo(() => Object.fromEntries(spelled.split(",").map((name) => [name, search.get(name) || undefined])) as Values<K>, [spelled, search]);
  // The router gives what was drawn last: a second change before the page is drawn again would undo the first.
  const latest = useRef(search);
  useEffect(() => void (latest.current = search), [search]);
  const change = (next: Change<K>, replace = false) => {
    const params = new URLSearchParams(latest.current);
    for (const [name, value] of Object.entries(next)) {
      if (typeof value === "string" && value) params.set(name, value);
      else params.delete(name);
    }
    latest.current = params;
    setSearch(params, { replace, preventScrollReset: true });
  };
  return { values, change };
}

/** A known word of the address, or nothing: anybody may type an address. */
export function known<T extends string>(text: string | undefined, words: Record<T, unknown>): T | undefined {
  return text !== undefined && Object.hasOwn(words, text) ? (text as T) : undefined;
}

/** A price of the address, or nothing. */
export function knownDecimal(text: string | undefined): string | undefined {
  return text !== undefined && isDecimal(text) ? text : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id of the address, or nothing. */
export function knownId(text: string | undefined): string | undefined {
  return text !== undefined && UUID.test(text) ? text : undefined;
}

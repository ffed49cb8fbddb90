import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

/** Fewer letters find nothing. */
export const LEAST_LETTERS = 2;

const search = (q: string, limit: number, signal: AbortSignal) => unwrap(api.GET("/api/search", { params: { query: { q, limit } }, signal }));

export type Found = Awaited<ReturnType<typeof search>>;

/** What the words find, a few of each kind. Old answers stay while the next is on its way. */
export const searchQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: keys.search(q, limit),
    enabled: q.length >= LEAST_LETTERS,
    queryFn: ({ signal }) => search(q, limit, signal),
    placeholderData: keepPreviousData,
  });

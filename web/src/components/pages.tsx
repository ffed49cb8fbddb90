// Lists that go on: cursor pages, of which the next is read before its place is reached, with a button where that doesn't work.
import { Button, Stack } from "@mantine/core";
import { type QueryKey, useInfiniteQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { t } from "@/i18n/common";
import { ErrorBox, Loading, type Shape } from "./states";

export interface PageData<T> {
  items: T[];
  nextCursor?: string | null;
}

interface Pages<T> {
  pages: PageData<T>[];
}

export function usePages<T>(queryKey: QueryKey, load: (cursor: string | undefined) => Promise<PageData<T>>, enabled = true) {
  return useInfiniteQuery({
    queryKey,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => load(pageParam),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

interface Props<T> {
  query: UseInfiniteQueryResult<Pages<T>>;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
  /** How the list will lie on the page. */
  shape?: Shape;
}

export function PagedList<T>({ query, empty, children, shape = "rows" }: Props<T>) {
  if (query.isError && !query.data) return <ErrorBox error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading lines={6} shape={shape} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <>{empty}</>;
  return (
    <Stack gap="md">
      {children(items)}
      {query.isError && <ErrorBox error={query.error} retry={() => void query.fetchNextPage()} />}
      {query.hasNextPage && !query.isError && <More count={query.data.pages.length} busy={query.isFetchingNextPage} load={() => void query.fetchNextPage()} />}
    </Stack>
  );
}

/** How far below the window the end of the list may be when the next page is read. */
const AHEAD = "0px 0px 900px 0px";

/** The end of what is here so far: reads on by itself when it comes near, and when asked. */
function More({ count, busy, load }: { count: number; busy: boolean; load: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const next = useRef(load);
  next.current = load;
  useEffect(() => {
    if (!end.current || !("IntersectionObserver" in globalThis)) return;
    const observer = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      next.current();
    }, { rootMargin: AHEAD });
    observer.observe(end.current);
    return () => observer.disconnect();
    // The end lies elsewhere after each page.
  }, [count]);
  return (
    <div ref={end} className="list-more" aria-live="polite" aria-busy={busy}>
      <Button variant="default" loading={busy} onClick={load}>{t.common.more}</Button>
    </div>
  );
}

// Lists that go on: cursor pages with a button for the next one.
import { Button, Center, Stack } from "@mantine/core";
import { type QueryKey, useInfiniteQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "@/i18n/common";
import { ErrorBox, Loading } from "./states";

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
}

export function PagedList<T>({ query, empty, children }: Props<T>) {
  if (query.isError && !query.data) return <ErrorBox error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading lines={6} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <>{empty}</>;
  return (
    <Stack gap="md">
      {children(items)}
      {query.isError && <ErrorBox error={query.error} retry={() => void query.fetchNextPage()} />}
      {query.hasNextPage && (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.common.more}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

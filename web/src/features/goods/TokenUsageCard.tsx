import { Button, Center, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Ago, Card } from "@/components/bits";
import { ErrorBox, Loading } from "@/components/states";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import type { CallView, Per } from "@/lib/types";
import { loadTokenUsage } from "./api";
import { UsageChart } from "./UsageChart";
import "./goods.css";

/** Use of a token over time, and its calls. */
export function TokenUsageCard({ id }: { id: string }) {
  const [per, setPer] = useState<Per>("hour");
  const query = useInfiniteQuery({
    queryKey: [...keys.tokens.usage(id), per],
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => loadTokenUsage(id, per, pageParam),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  if (query.isError && !query.data) return <ErrorBox error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading lines={4} />;
  const calls = query.data.pages.flatMap((page) => page.items);
  return (
    <Card title={tGoods.usage.title}>
      <UsageChart buckets={query.data.pages[0]?.buckets ?? []} per={per} choose={setPer} />
      <Text fw={600} mt="lg" mb="xs">{tGoods.usage.recent}</Text>
      {calls.length === 0 ? <Text c="var(--quiet)">{tGoods.usage.none}. {tGoods.usage.noneHint}</Text> : <Calls calls={calls} />}
      {query.isError && <ErrorBox error={query.error} retry={() => void query.fetchNextPage()} />}
      {query.hasNextPage && (
        <Center mt="sm">
          <Button variant="default" size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{tGoods.usage.more}</Button>
        </Center>
      )}
    </Card>
  );
}

/** Lines rather than a table: they fit a phone. */
function Calls({ calls }: { calls: CallView[] }) {
  return (
    <ul className="calls">
      {calls.map((call) => (
        <li key={call.id}>
          <span className="mono">{call.method} {call.path}</span>
          <span>{call.status ?? (call.outcome ? t.common.nothing : tGoods.usage.running)}</span>
          <span className="units">{tGoods.units(call.units ?? call.heldUnits)}</span>
          <span className="when">
            <Ago at={call.at} />
            {call.durationMs != null && <> · {tGoods.usage.took(call.durationMs)}</>}
            {call.outcome && call.outcome !== "counted" && <> · {tGoods.usage.outcomes[call.outcome]}</>}
          </span>
        </li>
      ))}
    </ul>
  );
}

import { Button, Center, Table, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Ago, Card } from "@/components/bits";
import { ErrorBox, Loading } from "@/components/states";
import { tGoods } from "@/i18n/goods";
import { num } from "@/i18n/format";
import { keys } from "@/lib/keys";
import type { CallView, Per } from "@/lib/types";
import { loadTokenUsage } from "./api";
import { UsageChart } from "./UsageChart";

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

function Calls({ calls }: { calls: CallView[] }) {
  return (
    <div style={{ overflowX: "auto" }}>
      <Table miw={520} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{tGoods.usage.call}</Table.Th>
            <Table.Th>{tGoods.usage.answer}</Table.Th>
            <Table.Th>{tGoods.usage.units}</Table.Th>
            <Table.Th>{tGoods.usage.when}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((call) => (
            <Table.Tr key={call.id}>
              <Table.Td><span className="mono" style={{ overflowWrap: "anywhere" }}>{call.method} {call.path}</span></Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                {call.status ?? (call.outcome ? "—" : tGoods.usage.running)}
                {call.durationMs != null && <Text span size="xs" c="var(--quiet)"> · {tGoods.usage.took(call.durationMs)}</Text>}
              </Table.Td>
              <Table.Td>
                {num(call.units ?? call.heldUnits)}
                {call.outcome && call.outcome !== "counted" && <Text size="xs" c="var(--quiet)">{tGoods.usage.outcomes[call.outcome]}</Text>}
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}><Ago at={call.at} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

import { Select, Text } from "@mantine/core";
import { useState } from "react";
import { BarChart } from "@/components/BarChart";
import { Card } from "@/components/bits";
import { type Bar, unitScale } from "@/components/chart";
import { tSelling } from "@/i18n/selling";
import { num } from "@/i18n/format";
import { formatUnits } from "@/lib/money";
import { formatDate } from "@/lib/time";
import type { DaySeries } from "@/lib/types";

const b = tSelling.board;

/** Noon of the day where the reader is, so that no time zone moves it to another day. */
const dayName = (day: string) => formatDate(`${day}T12:00:00`, { day: "numeric", month: "short" });

/** What was earned and how many paid orders came, day by day. */
export function Charts({ series }: { series: DaySeries }) {
  return (
    <div className="board-pair">
      <Earned series={series} />
      <Orders series={series} />
    </div>
  );
}

function Earned({ series: { days, earned } }: { series: DaySeries }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const asset = earned.find(({ assetId }) => assetId === chosen) ?? earned[0];
  if (!asset) return <Card title={b.earned}><Text c="var(--quiet)">{b.noEarned}</Text></Card>;
  const { top, parts } = unitScale(asset.amounts);
  const bars = days.map((day, i): Bar => ({ label: dayName(day), value: parts[i] ?? 0, text: formatUnits(asset.amounts[i] ?? "0", asset) }));
  const choice = earned.length > 1 && (
    <Select size="xs" w={130} aria-label={b.asset} allowDeselect={false} data={earned.map(({ assetId, symbol }) => ({ value: assetId, label: symbol }))} value={asset.assetId} onChange={setChosen} />
  );
  return (
    <Card title={b.earned} actions={choice}>
      <div className="amount">{formatUnits(asset.total, asset)}</div>
      <Text size="sm" c="var(--quiet)" mb="md">{b.earnedHint}</Text>
      <BarChart bars={bars} label={b.earnedChart(asset.symbol)} heads={[b.day, b.amount]} top={{ value: 1, text: formatUnits(top, asset) }} />
    </Card>
  );
}

function Orders({ series: { days, orders } }: { series: DaySeries }) {
  const all = orders.reduce((sum, n) => sum + n, 0);
  if (all === 0) return <Card title={b.orders}><Text c="var(--quiet)">{b.noOrders}</Text></Card>;
  return (
    <Card title={b.orders}>
      <div className="amount">{num(all)}</div>
      <Text size="sm" c="var(--quiet)" mb="md">{b.spans(days.length)}</Text>
      <BarChart bars={days.map((day, i) => ({ label: dayName(day), value: orders[i] ?? 0 }))} label={b.ordersChart} heads={[b.day, b.count]} />
    </Card>
  );
}

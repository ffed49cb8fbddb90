import { Text } from "@mantine/core";
import { Card } from "@/components/bits";
import { num } from "@/i18n/format";
import { tOrder } from "@/i18n/order";
import { formatPrice } from "@/lib/money";
import type { OrderView } from "@/lib/types";

/** The parts of a deal, and how far each is; nothing for a deal of one part. */
export function Milestones({ order }: { order: OrderView }) {
  const { milestones, currency } = order.terms;
  if (milestones.length === 0) return null;
  const done = order.milestonesDone;
  const words = tOrder.milestoneStates;
  const stateOf = (i: number) => (i < done ? words.done : i > done || (order.state !== "funded" && order.state !== "delivered") ? words.todo : order.state === "delivered" ? words.delivered : words.now);
  const label = tOrder.milestonesDone(done, milestones.length);
  return (
    <Card title={tOrder.milestones} actions={<Text size="sm" c="var(--quiet)">{label}</Text>}>
      <div className="meter-bar" role="progressbar" aria-label={tOrder.milestones} aria-valuemin={0} aria-valuemax={milestones.length} aria-valuenow={done} aria-valuetext={label}>
        <div style={{ inlineSize: `${(done / milestones.length) * 100}%` }} />
      </div>
      <ol className="plain" style={{ marginBlockStart: 8 }}>
        {milestones.map((part, i) => (
          <li key={i} className="part-row" aria-current={i === done ? "step" : undefined}>
            <span className="grow"><Text span fw={i === done ? 600 : 400}>{num(i + 1)}. {part.title}</Text> <Text span size="sm" c="var(--quiet)">· {stateOf(i)}</Text></span>
            <span style={{ fontVariantNumeric: "tabular-nums" }}>{formatPrice(part.amount, currency)}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

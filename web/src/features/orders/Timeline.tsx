import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { Loaded } from "@/components/states";
import { useAsset } from "@/features/payments/assets";
import { tOrder } from "@/i18n/order";
import { formatUnits } from "@/lib/money";
import { formatDuration, formatTime } from "@/lib/time";
import type { OrderView } from "@/lib/types";
import { timelineQuery } from "./api";

/** Everything that happened, oldest first. */
export function Timeline({ order }: { order: OrderView }) {
  const query = useQuery(timelineQuery(order.id));
  const who = (actor: string) => (actor === "buyer" ? order.buyer.displayName : actor === "seller" ? order.seller.displayName : (tOrder.actors[actor] ?? actor));
  return (
    <Card title={tOrder.timeline}>
      <Loaded query={query} shape="lines" lines={3}>
        {(entries) => (
          <ol className="steps">
            {entries.map((entry) => (
              <li key={entry.id} className="done">
                <Text fw={600}>{tOrder.timelineActions[entry.action] ?? entry.action}</Text>
                <Text size="sm" c="var(--quiet)">
                  <time dateTime={entry.at}>{formatTime(entry.at)}</time> · {who(entry.actor)}
                  {entry.from !== entry.to && <> · {tOrder.states[entry.to]}</>}
                </Text>
                <Said detail={entry.detail} order={order} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Card>
  );
}

/** Words, amounts and times that came with an action. */
function Said({ detail, order }: { detail: unknown; order: OrderView }) {
  const asset = useAsset(order.assetId);
  const { note, reason, amount, toSeller, seconds } = (detail ?? {}) as Record<string, unknown>;
  const words = typeof reason === "string" ? reason : typeof note === "string" ? note : null;
  const units = (value: unknown) => (order.assetId && typeof value === "string" && /^\d+$/.test(value) ? formatUnits(value, asset) : null);
  const facts = [units(amount), units(toSeller) && tOrder.gets(units(toSeller) ?? "", order.seller.displayName), typeof seconds === "number" ? formatDuration(seconds) : null].filter(Boolean);
  return (
    <>
      {facts.length > 0 && <Text size="sm">{facts.join(" · ")}</Text>}
      {words && <div className="prose" dir="auto" style={{ fontSize: "0.95rem", marginBlockStart: 4 }}>{words}</div>}
    </>
  );
}

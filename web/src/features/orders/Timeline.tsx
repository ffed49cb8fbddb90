import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { Loaded } from "@/components/states";
import { tOrder } from "@/i18n/order";
import { formatTime } from "@/lib/time";
import { timelineQuery } from "./api";

export function Timeline({ id }: { id: string }) {
  const query = useQuery(timelineQuery(id));
  return (
    <Card title={tOrder.timeline}>
      <Loaded query={query}>
        {(entries) => (
          <ol className="steps">
            {entries.map((entry) => (
              <li key={entry.id} className="done">
                <Text fw={600}>{tOrder.timelineActions[entry.action] ?? entry.action}</Text>
                <Text size="sm" c="var(--quiet)">
                  {formatTime(entry.at)} · {tOrder.actors[entry.actor] ?? entry.actor}
                  {entry.from !== entry.to && <> · {tOrder.states[entry.to]}</>}
                </Text>
                <Said detail={entry.detail} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Card>
  );
}

/** Words that came with an action. Amounts are shown where they are summed up. */
function Said({ detail }: { detail: unknown }) {
  const { note, reason } = (detail ?? {}) as { note?: unknown; reason?: unknown };
  const words = typeof reason === "string" ? reason : typeof note === "string" ? note : null;
  return words ? <div className="prose" style={{ fontSize: "0.95rem", marginBlockStart: 4 }}>{words}</div> : null;
}

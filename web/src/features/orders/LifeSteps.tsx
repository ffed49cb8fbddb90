import { Text, VisuallyHidden } from "@mantine/core";
import { num } from "@/i18n/format";
import { tOrder } from "@/i18n/order";
import type { OrderView } from "@/lib/types";
import { lifeSteps } from "./life";

/** agreed → paid → delivered → checked → released */
export function LifeSteps({ order }: { order: OrderView }) {
  const parts = order.terms.milestones.length;
  const under = (order.state === "funded" || order.state === "delivered") && parts > 1;
  return (
    <section className="card life" aria-label={tOrder.life.title}>
      <ol>
        {lifeSteps(order).map(({ label, state }, i) => (
          <li key={label} className={state} aria-current={state === "now" ? "step" : undefined}>
            <span className="dot" aria-hidden>{state === "done" ? "✓" : state === "bad" ? "✕" : num(i + 1)}</span>
            <span>{label}<VisuallyHidden>, {tOrder.life.states[state]}</VisuallyHidden></span>
          </li>
        ))}
      </ol>
      {under && <Text size="sm" c="var(--quiet)" mt="sm">{tOrder.life.part(Math.min(order.milestonesDone + 1, parts), parts)}</Text>}
    </section>
  );
}

// The life cycle of an order as five steps. Pure.
import { tOrder } from "@/i18n/order";
import { isZero } from "@/lib/money";
import type { OrderView } from "@/lib/types";

export type StepState = "done" | "now" | "todo" | "bad";

export interface LifeStep {
  label: string;
  state: StepState;
}

type Facts = Pick<OrderView, "state" | "paidIn" | "deliveries" | "milestonesDone" | "terms">;

/** How many of the five are behind it; of those that ended otherwise, how far they came. */
function reached({ state, paidIn, deliveries }: Facts): number {
  switch (state) {
    case "awaiting_payment":
    case "confirming":
    case "expired":
    case "cancelled":
      return 1;
    case "funded":
      return 2;
    case "delivered":
      return 3;
    case "completed":
      return 5;
    default:
      return isZero(paidIn) ? 1 : deliveries.length > 0 ? 3 : 2;
  }
}

const ENDS: Partial<Record<OrderView["state"], () => string>> = {
  refunded: () => tOrder.life.refunded, resolved: () => tOrder.life.divided, expired: () => tOrder.life.notPaid, cancelled: () => tOrder.life.calledOff,
};

/** The steps to draw. A deal that ended otherwise shows how far it came, and then its end. */
export function lifeSteps(order: Facts): LifeStep[] {
  const words = [tOrder.life.agreed, tOrder.life.paid, tOrder.life.delivered, tOrder.life.checked, tOrder.life.released];
  const count = reached(order);
  const end = ENDS[order.state]?.();
  if (end) return [...words.slice(0, count).map((label): LifeStep => ({ label, state: "done" })), { label: end, state: "bad" }];
  const disputed = order.state === "disputed";
  const steps = words.map((label, i): LifeStep => ({ label, state: i < count ? "done" : i === count ? "now" : "todo" }));
  if (disputed) {
    for (const step of steps) if (step.state === "now") step.state = "todo";
    steps.splice(count, steps.length - count - 1, { label: tOrder.life.disputed, state: "now" });
  }
  return steps;
}

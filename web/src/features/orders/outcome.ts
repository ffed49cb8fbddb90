// What an action will do, in words, before it is done: who gets what, and whether it can be taken back. Pure.
import { tOrder } from "@/i18n/order";
import { decimalToUnits, formatUnits, isZero, unitsLeft } from "@/lib/money";
import { formatDuration, formatTime } from "@/lib/time";
import type { ActionKind, OrderView } from "@/lib/types";

export interface Typed {
  amount: string;
  days: number;
}

/** Sentences, in order. `asset`: what the order's money is counted in. */
export function outcomeOf(kind: ActionKind, order: OrderView, asset: { symbol: string; decimals: number }, typed: Typed, now = Date.now()): string[] {
  const { terms, held } = order;
  const [buyer, seller] = [order.buyer.displayName, order.seller.displayName];
  const say = (units: string) => formatUnits(units, asset);
  const partAt = (n: number) => terms.milestones[n]?.title;
  const units = decimalToUnits(typed.amount, asset.decimals);
  switch (kind) {
    case "confirm": {
      const done = order.ifConfirmed;
      const next = done?.state === "funded" ? partAt(order.milestonesDone + 1) : undefined;
      return [
        tOrder.outcome.confirm(done ? say(done.toSeller) : say(held), seller),
        ...(done && !isZero(done.fee) ? [tOrder.outcome.fee(say(done.fee))] : []),
        ...(next ? [tOrder.outcome.nextPart(next)] : []),
        tOrder.outcome.onlyIf,
        tOrder.outcome.final,
      ];
    }
    case "deliver": {
      const part = terms.milestones.length > 1 ? partAt(order.milestonesDone) : undefined;
      const time = formatDuration(terms.periods.inspectionS);
      return [part ? tOrder.outcome.deliverPart(buyer, time, part) : tOrder.outcome.deliver(buyer, time)];
    }
    case "request_changes":
      return [tOrder.outcome.requestChanges(seller, formatDuration(terms.periods.deliveryS))];
    case "grant_time":
      return [tOrder.outcome.grantTime(seller, formatTime(new Date(now + (Number.isFinite(typed.days) ? typed.days : 0) * 86_400_000).toISOString()))];
    case "release_part":
      return units === null || isZero(units) ? [tOrder.outcome.chooseAmount] : [tOrder.outcome.releasePart(say(units), seller), tOrder.outcome.stays(say(unitsLeft(held, units))), tOrder.outcome.final];
    case "refund_part":
      return units === null || isZero(units) ? [tOrder.outcome.chooseAmount] : [tOrder.outcome.refundPart(say(units), buyer), tOrder.outcome.stays(say(unitsLeft(held, units))), tOrder.outcome.final];
    case "refund":
    case "accept_cancel":
      return [tOrder.outcome.refund(say(held), buyer), tOrder.outcome.final];
    case "propose_cancel":
      return [tOrder.outcome.proposeCancel(order.you === "buyer" ? seller : buyer, say(held), buyer)];
    case "decline_cancel":
      return [tOrder.outcome.declineCancel];
    case "open_dispute":
      return [tOrder.outcome.disputeHeld, tOrder.outcome.disputeRead, tOrder.outcome.disputeRuled, tOrder.outcome.disputeTime(formatDuration(terms.periods.disputeS), buyer)];
    default:
      return [tOrder.outcome.cancel];
  }
}

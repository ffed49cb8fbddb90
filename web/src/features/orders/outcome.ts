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
  const { outcome } = tOrder;
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
        outcome.confirm(done ? say(done.toSeller) : say(held), seller),
        ...(done && !isZero(done.fee) ? [outcome.fee(say(done.fee))] : []),
        ...(next ? [outcome.nextPart(next)] : []),
        outcome.onlyIf,
        outcome.final,
      ];
    }
    case "deliver": {
      const part = terms.milestones.length > 1 ? partAt(order.milestonesDone) : undefined;
      const time = formatDuration(terms.periods.inspectionS);
      return [part ? outcome.deliverPart(buyer, time, part) : outcome.deliver(buyer, time)];
    }
    case "request_changes":
      return [outcome.requestChanges(seller, formatDuration(terms.periods.deliveryS))];
    case "grant_time":
      return [outcome.grantTime(seller, formatTime(new Date(now + (Number.isFinite(typed.days) ? typed.days : 0) * 86_400_000).toISOString()))];
    case "release_part":
      return units === null || isZero(units) ? [outcome.chooseAmount] : [outcome.releasePart(say(units), seller), outcome.stays(say(unitsLeft(held, units))), outcome.final];
    case "refund_part":
      return units === null || isZero(units) ? [outcome.chooseAmount] : [outcome.refundPart(say(units), buyer), outcome.stays(say(unitsLeft(held, units))), outcome.final];
    case "refund":
    case "accept_cancel":
      return [outcome.refund(say(held), buyer), outcome.final];
    case "propose_cancel":
      return [outcome.proposeCancel(order.you === "buyer" ? seller : buyer, say(held), buyer)];
    case "decline_cancel":
      return [outcome.declineCancel];
    case "open_dispute":
      return [...outcome.dispute, outcome.disputeTime(formatDuration(terms.periods.disputeS), buyer)];
    default:
      return [outcome.cancel];
  }
}

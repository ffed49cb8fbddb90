// The way of a payout as steps. Pure.
import { tMoney } from "@/i18n/money";
import type { PayoutView } from "@/lib/types";

export interface PayoutStep {
  label: string;
  state: "done" | "now" | "todo" | "bad";
}

type State = PayoutView["state"];

/** How many of the five steps are behind a payout. */
const BEHIND: Record<State, number> = {
  waiting_address: 1, pending_approval: 2, approved: 3, prepared: 3, signed: 3, requested: 3, broadcast: 4, confirmed: 5, failed: 3, cancelled: 2,
};

/** asked for → address known → free to be sent → sent → paid out; one that ended otherwise ends in its end. */
export function payoutSteps(state: State): PayoutStep[] {
  const words = [tMoney.asked, tMoney.addressKnown, tMoney.approved, tMoney.sent, tMoney.arrived];
  const behind = BEHIND[state];
  if (state === "failed" || state === "cancelled")
    return [...words.slice(0, behind).map((label): PayoutStep => ({ label, state: "done" })), { label: state === "failed" ? tMoney.notDone : tMoney.refused, state: "bad" }];
  return words.map((label, i): PayoutStep => ({ label, state: i < behind ? "done" : i === behind ? "now" : "todo" }));
}

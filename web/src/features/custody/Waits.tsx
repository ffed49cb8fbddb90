import { Text } from "@mantine/core";
import { Link } from "react-router";
import { tMoney } from "@/i18n/money";
import type { PayoutView } from "@/lib/types";

/** What the owner can do about a reason, and where. */
const REMEDY: Partial<Record<NonNullable<PayoutView["waitingCode"]>, { to: string; label: () => string }>> = {
  no_address: { to: "/account/payouts", label: () => tMoney.addAddress },
  would_fail: { to: "/account/payouts", label: () => tMoney.checkAddress },
  no_card_account: { to: "/payouts#cards", label: () => tMoney.setUpCards },
};

/** Why a payout waits, or why it ended without success, and what its owner can do. The sentence of the server stands in where the reason has no word. */
export function Waits({ payout, mine }: { payout: PayoutView; mine: boolean }) {
  const { waitingCode: code, waitingReason, state } = payout;
  if (!code && !waitingReason) return null;
  if (state === "confirmed") return null;
  // What it waits for is between its owner and the platform: the other side is told no more than that.
  if (!mine) return <Text size="sm">{tMoney.otherWaits}</Text>;
  const remedy = code ? REMEDY[code] : undefined;
  return (
    <Text size="sm">
      {code ? tMoney.waits[code] : waitingReason}
      {remedy && state !== "failed" && state !== "cancelled" && <> <Link to={remedy.to}>{remedy.label()}</Link></>}
    </Text>
  );
}

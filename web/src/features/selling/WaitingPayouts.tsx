import { Anchor, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { PayoutLine } from "@/features/custody/PayoutLine";
import { tSelling } from "@/i18n/selling";
import { waitingPayoutsQuery } from "./api";

const b = tSelling.board;

/** Payouts that wait, why, and what their owner can do; nothing while none does. */
export function WaitingPayouts() {
  const { data } = useQuery(waitingPayoutsQuery);
  if (!data?.length) return null;
  return (
    <Card title={b.waiting} actions={<Anchor component={Link} to="/payouts" size="sm">{b.toMoney}</Anchor>}>
      <Stack gap="lg">
        {data.map((payout) => <PayoutLine key={payout.id} payout={payout} />)}
      </Stack>
    </Card>
  );
}

import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { Card } from "@/components/bits";
import { Notice } from "@/components/Notice";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tGoods } from "@/i18n/goods";
import { ApiError } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { cardAccountQuery, connectCards } from "./api";

/** Where money that buyers paid by card goes: an account with the card processor, set up on its own pages. */
export function CardPayouts() {
  const [search] = useSearchParams();
  const account = useQuery(cardAccountQuery);
  const connect = useSubmit({ send: connectCards, stale: [keys.cards.account], onDone: ({ url }) => location.assign(url) });
  const back = search.get("card");
  const off = connect.error instanceof ApiError && connect.error.code === "NOT_CONFIGURED";
  return (
    <Card title={tGoods.money.card}>
      <Loaded query={account} lines={2}>
        {({ connected, ready, waitingFor }) => (
          <Stack gap="sm" align="flex-start" aria-live="polite">
            {back === "again" && !ready && <Notice tone="orange">{tGoods.money.cardAgain}</Notice>}
            {back === "done" && !ready && <Notice tone="blue">{tGoods.money.cardDone}</Notice>}
            <Text>{ready ? tGoods.money.cardReady : connected ? waitingFor : tGoods.money.cardNone}</Text>
            {connect.error && (off ? <Text c="var(--quiet)">{tGoods.money.cardOff}</Text> : <ErrorBox error={connect.error} />)}
            {!ready && !off && <Button variant="default" loading={connect.isPending} onClick={() => connect.mutate()}>{connected ? tGoods.money.cardGo : tGoods.money.cardConnect}</Button>}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { toast } from "@/components/toast";
import { orderQuery } from "@/features/orders/api";
import { useAssetName } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import type { TokenView } from "@/lib/types";
import { refundUnused, revokeToken } from "./api";
import { unusedPart } from "./buying";

const STALE = [keys.tokens.all, keys.orders.all, keys.balances.all, keys.payouts.all];

/** Gives the unused units back, or just ends the token. */
export function EndToken({ token }: { token: TokenView }) {
  const [asked, setAsked] = useState<"refund" | "revoke" | null>(null);
  const close = () => setAsked(null);
  const metered = token.fulfilment === "metered_gateway";
  // One that has ended is settled without being asked.
  if (token.state !== "active") return null;
  const refundable = metered && !token.onHold && token.usedUnits < token.units;
  return (
    <Group gap="sm">
      {refundable && <Button variant="default" onClick={() => setAsked("refund")}>{tGoods.tokens.refund}</Button>}
      <Button variant="subtle" color="red" px={10} onClick={() => setAsked("revoke")}>{tGoods.tokens.revoke}</Button>
      <Modal opened={asked === "refund"} onClose={close} title={tGoods.tokens.refundTitle}><Refund token={token} close={close} /></Modal>
      <Modal opened={asked === "revoke"} onClose={close} title={tGoods.tokens.revokeTitle}><Revoke token={token} close={close} /></Modal>
    </Group>
  );
}

function Refund({ token, close }: { token: TokenView; close: () => void }) {
  const nameOf = useAssetName();
  const order = useQuery(orderQuery(token.orderId)).data;
  const back = order?.assetId ? formatUnits(unusedPart(order.paidIn, token), nameOf(order.assetId)) : null;
  const refund = useSubmit({
    send: () => refundUnused(token.id),
    stale: STALE,
    onDone: ({ assetId, returned, earned }) => {
      const asset = nameOf(assetId);
      toast({ title: tGoods.tokens.refunded, message: tGoods.tokens.refundedText(formatUnits(returned, asset), formatUnits(earned, asset)) });
      close();
    },
  });
  return (
    <Stack>
      <Text>{tGoods.tokens.refundText(token.units - token.usedUnits, back, token.usedUnits)}</Text>
      <Text size="sm">{tGoods.tokens.refundRunning} {tGoods.tokens.refundEnds}</Text>
      {refund.error && <ErrorBox error={refund.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button loading={refund.isPending} onClick={() => refund.mutate()}>{tGoods.tokens.refundDo}</Button>
      </Group>
    </Stack>
  );
}

function Revoke({ token, close }: { token: TokenView; close: () => void }) {
  const revoke = useSubmit({ send: () => revokeToken(token.id), stale: STALE, done: tGoods.tokens.revokeDone, onDone: close });
  return (
    <Stack>
      <Text>{token.onHold ? tGoods.tokens.revokeHeld : token.fulfilment === "metered_gateway" ? tGoods.tokens.revokeMetered : tGoods.tokens.revokeOther}</Text>
      {revoke.error && <ErrorBox error={revoke.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>{tGoods.tokens.revoke}</Button>
      </Group>
    </Stack>
  );
}

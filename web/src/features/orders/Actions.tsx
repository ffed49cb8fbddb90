import { Button, Group, Modal, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useAsset } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tOrder } from "@/i18n/order";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { decimalToUnits, formatUnits } from "@/lib/money";
import type { ActionKind, ActionRequest, OrderView } from "@/lib/types";
import { actOnOrder } from "./api";

/** What a person may do, in the order in which it is offered. The rail's and the timer's actions are not here. */
const OFFERED: ActionKind[] = [
  "confirm", "deliver", "accept_cancel", "decline_cancel", "request_changes", "grant_time", "release_part",
  "rule", "refund_part", "propose_cancel", "refund", "open_dispute", "cancel",
];
const MAIN: ActionKind[] = ["confirm", "deliver", "accept_cancel", "rule"];
const GRAVE: ActionKind[] = ["open_dispute", "refund", "cancel"];

export function Actions({ order }: { order: OrderView }) {
  const [chosen, setChosen] = useState<ActionKind | null>(null);
  const allowed = OFFERED.filter((kind) => order.allowedActions.includes(kind));
  if (allowed.length === 0) return null;
  return (
    <>
      <Group gap="sm">
        {allowed.map((kind) => (
          <Button
            key={kind}
            variant={MAIN.includes(kind) ? "filled" : GRAVE.includes(kind) ? "subtle" : "default"}
            color={GRAVE.includes(kind) ? "red" : undefined}
            onClick={() => setChosen(kind)}
          >
            {tOrder.actions[kind]}
          </Button>
        ))}
      </Group>
      <Modal opened={chosen !== null} onClose={() => setChosen(null)} title={chosen && tOrder.actions[chosen]} keepMounted={false}>
        {chosen && <ActionForm order={order} kind={chosen} close={() => setChosen(null)} />}
      </Modal>
    </>
  );
}

interface Fields {
  note: string;
  tracking: string;
  amount: string;
  days: number;
}

function ActionForm({ order, kind, close }: { order: OrderView; kind: ActionKind; close: () => void }) {
  const asset = useAsset(order.assetId);
  const wants = needs(kind);
  const form = useForm<Fields>({
    initialValues: { note: "", tracking: "", amount: "", days: 3 },
    validate: { amount: (value) => (wants.amount && decimalToUnits(value, asset.decimals) === null ? tOrder.notAmount : null) },
  });
  const act = useSubmit({
    send: (body: ActionRequest) => actOnOrder(order.id, body),
    stale: [keys.orders.all, keys.payouts.all, keys.balances.all, keys.tokens.all],
    done: tOrder.done,
    onDone: close,
  });
  const said = formErrors(act.error);
  const submit = form.onSubmit((fields) => act.mutate(toRequest(kind, fields, asset.decimals)));
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>{tOrder.explain[kind]}</Text>
        {wants.amount && (
          <TextInput
            label={kind === "rule" ? tOrder.toSellerField : tOrder.amount}
            description={tOrder.atMost(formatUnits(order.held, asset))}
            inputMode="decimal"
            required
            rightSection={<Text size="sm" c="dimmed">{asset.symbol}</Text>}
            rightSectionWidth={70}
            {...form.getInputProps("amount")}
            error={form.errors.amount ?? said.amount ?? said.toSeller}
          />
        )}
        {wants.days && <NumberInput label={tOrder.days} min={1} max={366} allowDecimal={false} required {...form.getInputProps("days")} error={said.seconds} />}
        {wants.note && (
          <Textarea
            label={kind === "deliver" ? tOrder.deliverNote : kind === "request_changes" ? tOrder.note : tOrder.reason}
            description={kind === "deliver" ? tOrder.deliverNoteHint : undefined}
            autosize
            minRows={3}
            maxRows={10}
            maxLength={5000}
            required
            data-autofocus
            {...form.getInputProps("note")}
            error={said.note ?? said.reason}
          />
        )}
        {wants.tracking && <TextInput label={tOrder.trackingField} maxLength={300} {...form.getInputProps("tracking")} error={said.tracking} />}
        {act.error && <ErrorBox error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.back}</Button>
          <Button type="submit" loading={act.isPending} color={GRAVE.includes(kind) ? "red" : undefined}>{tOrder.actions[kind]}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function needs(kind: ActionKind) {
  return {
    note: kind === "deliver" || kind === "request_changes" || kind === "open_dispute" || kind === "rule",
    tracking: kind === "deliver",
    amount: kind === "release_part" || kind === "refund_part" || kind === "rule",
    days: kind === "grant_time",
  };
}

function toRequest(kind: ActionKind, { note, tracking, amount, days }: Fields, decimals: number): ActionRequest {
  const units = decimalToUnits(amount, decimals) ?? "0";
  switch (kind) {
    case "deliver":
      return { action: kind, note, tracking: tracking.trim() || null };
    case "request_changes":
      return { action: kind, note };
    case "grant_time":
      return { action: kind, seconds: days * 86_400 };
    case "release_part":
    case "refund_part":
      return { action: kind, amount: units };
    case "open_dispute":
      return { action: kind, reason: note };
    case "rule":
      return { action: kind, toSeller: units, reason: note };
    default:
      return { action: kind } as ActionRequest;
  }
}

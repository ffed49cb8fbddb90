import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { lazy, Suspense, useState } from "react";
import { CountInput } from "@/components/CountInput";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useAsset } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tOrder } from "@/i18n/order";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { compareDecimals, decimalToUnits, formatUnits, isZero } from "@/lib/money";
import type { ActionKind, ActionRequest, OrderView } from "@/lib/types";
import { actOnOrder, addFile } from "./api";
import { FilesField } from "./FilesField";
import { GRAVE } from "./grave";
import { outcomeOf } from "./outcome";

const TemplatePicker = lazy(async () => ({ default: (await import("@/features/shops/TemplatePicker")).TemplatePicker }));

interface Fields {
  note: string;
  tracking: string;
  amount: string;
  days: number;
}

/** One action: what it will do, what it needs, and the button that does it. */
export function ActionForm({ order, kind, name, close }: { order: OrderView; kind: ActionKind; name: string; close: () => void }) {
  const asset = useAsset(order.assetId);
  const wants = needs(kind);
  const [files, setFiles] = useState<File[]>([]);
  const form = useForm<Fields>({
    initialValues: { note: "", tracking: "", amount: "", days: 3 },
    validate: {
      amount: (value) => (wants.amount ? amountProblem(value, asset.decimals, order.held) : null),
      note: (value) => (wants.note && value.trim() === "" ? tOrder.required : null),
    },
  });
  const act = useSubmit({
    send: async (body: ActionRequest) => {
      await attach(order.id, files, setFiles);
      return actOnOrder(order.id, body);
    },
    stale: [keys.orders.all, keys.payouts.all, keys.balances.all, keys.tokens.all],
    done: tOrder.done,
    onDone: close,
  });
  const said = formErrors(act.error);
  return (
    <form onSubmit={form.onSubmit((fields) => act.mutate(toRequest(kind, fields, asset.decimals)))}>
      <Stack>
        {wants.amount && (
          <TextInput
            label={tOrder.amount}
            description={tOrder.atMost(formatUnits(order.held, asset))}
            inputMode="decimal"
            dir="ltr"
            required
            data-autofocus
            rightSection={<Text size="sm" c="var(--quiet)">{asset.symbol}</Text>}
            rightSectionWidth={70}
            {...form.getInputProps("amount")}
            error={form.errors.amount ?? said.amount}
          />
        )}
        {wants.days && <CountInput label={tOrder.days} min={1} max={366} required data-autofocus {...form.getInputProps("days")} error={said.seconds} />}
        {kind === "deliver" && (
          <Group justify="flex-end" mih={30}>
            <Suspense><TemplatePicker kind="delivery" current={() => ({ body: form.values.note })} onUse={({ body }) => form.setFieldValue("note", body)} /></Suspense>
          </Group>
        )}
        {wants.note && <NoteField kind={kind} error={form.errors.note ?? said.note ?? said.reason} {...noErrors(form.getInputProps("note"))} />}
        {wants.tracking && <TextInput label={tOrder.trackingField} maxLength={300} {...form.getInputProps("tracking")} error={said.tracking} />}
        {wants.files && <FilesField label={kind === "deliver" ? tOrder.attach : tOrder.evidence} files={files} change={setFiles} />}
        <Outcome sentences={outcomeOf(kind, order, asset, form.values)} list={kind === "open_dispute"} />
        {act.error && <ErrorBox error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.back}</Button>
          <Button type="submit" loading={act.isPending} color={GRAVE.includes(kind) ? "red.9" : undefined}>{name}</Button>
        </Group>
      </Stack>
    </form>
  );
}

const noErrors = ({ error: _, ...props }: ReturnType<ReturnType<typeof useForm<Fields>>["getInputProps"]>) => props;

function NoteField({ kind, ...props }: { kind: ActionKind; error?: React.ReactNode }) {
  const [label, hint] = kind === "deliver" ? [tOrder.deliverNote, tOrder.deliverNoteHint] : kind === "request_changes" ? [tOrder.note, tOrder.noteHint] : [tOrder.reason, tOrder.reasonHint];
  return <Textarea label={label} description={hint} autosize minRows={3} maxRows={10} maxLength={5000} required data-autofocus dir="auto" {...props} />;
}

/** What it will come to, before it is done. */
function Outcome({ sentences, list }: { sentences: string[]; list: boolean }) {
  if (list) return <ol className="outcome" aria-live="polite">{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ol>;
  return <div className="outcome" aria-live="polite">{sentences.map((sentence) => <Text key={sentence}>{sentence}</Text>)}</div>;
}

function amountProblem(typed: string, decimals: number, held: string): string | null {
  const units = decimalToUnits(typed, decimals);
  if (units === null || isZero(units)) return tOrder.notAmount;
  return compareDecimals(units, held) > 0 ? tOrder.tooMuch : null;
}

/** Sends the files first: an action whose files are missing would be worse than none. What was sent is not sent again. */
async function attach(order: string, files: File[], keep: (left: File[]) => void): Promise<void> {
  const left = [...files];
  for (const file of files) {
    try {
      await addFile(order, file);
    } catch (error) {
      const why = error instanceof Error ? ` ${error.message}` : "";
      throw new Error(tOrder.notAttached(file.name) + why, { cause: error });
    }
    left.shift();
    keep([...left]);
  }
}

function needs(kind: ActionKind) {
  return {
    note: kind === "deliver" || kind === "request_changes" || kind === "open_dispute",
    files: kind === "deliver" || kind === "open_dispute",
    tracking: kind === "deliver",
    amount: kind === "release_part" || kind === "refund_part",
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
    default:
      return { action: kind } as ActionRequest;
  }
}

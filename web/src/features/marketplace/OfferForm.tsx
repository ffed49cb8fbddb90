import { ActionIcon, Button, Group, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { lazy, Suspense } from "react";
import { CountInput } from "@/components/CountInput";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatDecimal, readDecimal, toInput } from "@/lib/money";
import type { OfferView, Party, RequestView, TemplateView } from "@/lib/types";
import { makeOffer, reviseOffer } from "./api";
import { type Part, partProblems, restFor, sumOf } from "./milestones";

const TemplatePicker = lazy(async () => ({ default: (await import("@/features/shops/TemplatePicker")).TemplatePicker }));

interface Props {
  request: RequestView;
  /** The offer that gets new terms; null for a first offer. */
  offer: OfferView | null;
  you: Party;
  close?: () => void;
}

interface Values {
  price: string;
  deliveryDays: number | "";
  inspectionDays: number | "";
  message: string;
  parts: Part[];
}

const NO_PART: Part = { title: "", amount: "" };
/** As the server has it. */
const MOST_PARTS = 50;
const MOST_DAYS = { deliveryDays: 365, inspectionDays: 60 };

/** Price, periods, words and milestones: a first offer, a better one, or a counter-offer. */
export function OfferForm({ request, offer, you, close }: Props) {
  const last = offer?.latest;
  const form = useForm<Values>({
    initialValues: {
      price: last ? toInput(formatPlain(last.price)) : "",
      deliveryDays: last?.deliveryDays ?? 7,
      inspectionDays: last?.inspectionDays ?? 3,
      message: "",
      parts: (last?.milestones ?? []).map(({ title, amount }) => ({ title, amount: toInput(amount) })),
    },
    validate: ({ price, parts, deliveryDays, inspectionDays }: Values): Record<string, string> => ({
      ...(readDecimal(price) === null && { price: tMarket.offer.badAmount }),
      ...(deliveryDays === "" && { deliveryDays: tMarket.offer.badDays(MOST_DAYS.deliveryDays) }),
      ...(inspectionDays === "" && { inspectionDays: tMarket.offer.badDays(MOST_DAYS.inspectionDays) }),
      ...partProblems(parts, price),
    }),
  });
  const send = useSubmit({
    send: ({ price, parts, message, deliveryDays, inspectionDays }: Values): Promise<unknown> => {
      // Nothing that can't be read for certain comes this far; if it did, the server would refuse it.
      const plain = (typed: string) => readDecimal(typed) ?? "";
      const days = { deliveryDays: Number(deliveryDays), inspectionDays: Number(inspectionDays) };
      const terms = { message, ...days, price: plain(price), milestones: parts.map(({ title, amount }) => ({ title: title.trim(), amount: plain(amount) })) };
      return offer ? reviseOffer(offer.id, terms) : makeOffer(request.id, terms);
    },
    stale: [keys.requests.all, keys.offers.all],
    done: offer ? tMarket.offer.revised : tMarket.offer.sent,
    onDone: close,
  });
  const said = formErrors(send.error);
  const currency = last?.currency ?? request.currency;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => send.mutate(values))}>
      <Stack>
        {you === "seller" && <Templates form={form} currency={currency} />}
        <TextInput
          label={tMarket.offer.price}
          withAsterisk
          inputMode="decimal"
          autoComplete="off"
          rightSection={<Text size="sm" c="var(--quiet)">{currency}</Text>}
          rightSectionWidth={60}
          data-autofocus
          {...form.getInputProps("price")}
          error={form.errors.price ?? said.price}
        />
        <div className="fields">
          <CountInput label={tMarket.offer.deliveryDays} min={1} max={MOST_DAYS.deliveryDays} withAsterisk {...form.getInputProps("deliveryDays")} error={form.errors.deliveryDays ?? said.deliveryDays} />
          <CountInput label={tMarket.offer.inspectionDays} min={1} max={MOST_DAYS.inspectionDays} withAsterisk {...form.getInputProps("inspectionDays")} error={form.errors.inspectionDays ?? said.inspectionDays} />
        </div>
        <Parts form={form} currency={currency} />
        <Textarea label={tMarket.offer.note} description={tMarket.offer.noteHint} autosize minRows={3} maxRows={10} maxLength={5000} {...form.getInputProps("message")} error={said.message} />
        {send.error && <ErrorBox error={send.error} />}
        <Group justify="flex-end">
          {close && <Button variant="default" onClick={close}>{t.common.cancel}</Button>}
          <Button type="submit" loading={send.isPending}>{t.common.send}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** `12.5` of `12.500000`. */
function formatPlain(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/** The seller's own texts. A price in another currency is none of this request. */
function Templates({ form, currency }: { form: Pick<UseFormReturnType<Values>, "values" | "setValues">; currency: string }) {
  const use = ({ body, price, currency: of, deliveryDays, inspectionDays }: TemplateView) =>
    form.setValues({
      ...(body && { message: body }),
      ...(price && of === currency && { price: toInput(formatPlain(price)) }),
      ...(deliveryDays && { deliveryDays }),
      ...(inspectionDays && { inspectionDays }),
    });
  const current = () => {
    const { message, price, deliveryDays, inspectionDays } = form.values;
    const amount = readDecimal(price);
    const days = (typed: number | "") => typed || null;
    return { body: message, price: amount, currency: amount && currency, deliveryDays: days(deliveryDays), inspectionDays: days(inspectionDays) };
  };
  return (
    <Group justify="flex-end" mih={30}>
      <Suspense><TemplatePicker kind="offer" current={current} onUse={use} /></Suspense>
    </Group>
  );
}

type Form = Pick<UseFormReturnType<Values>, "values" | "errors" | "setFieldValue" | "clearErrors" | "getInputProps">;

function Parts({ form, currency }: { form: Form; currency: string }) {
  const { parts, price } = form.values;
  const set = (next: Part[]) => {
    form.setFieldValue("parts", next);
    form.clearErrors();
  };
  const whole = readDecimal(price);
  const rest = restFor(parts, parts.length - 1, price);
  const right = parts.length > 1 && Object.keys(partProblems(parts, price)).length === 0;
  return (
    <div>
      <Switch label={tMarket.offer.parts} description={tMarket.offer.partsHint} checked={parts.length > 0} onChange={({ currentTarget }) => set(currentTarget.checked ? [NO_PART, NO_PART] : [])} />
      {parts.length > 0 && (
        <Stack gap="sm" mt="md">
          {parts.map((_, i) => (
            <div className="part-fields" key={i}>
              <TextInput aria-label={tMarket.offer.partTitle(i + 1)} placeholder={tMarket.offer.partTitle(i + 1)} maxLength={120} {...form.getInputProps(`parts.${i}.title`)} />
              <TextInput aria-label={tMarket.offer.partAmount(i + 1)} inputMode="decimal" autoComplete="off" rightSection={<Text size="xs" c="var(--quiet)">{currency}</Text>} rightSectionWidth={52} {...form.getInputProps(`parts.${i}.amount`)} />
              <ActionIcon variant="subtle" color="gray" size={36} aria-label={tMarket.offer.removePart(i + 1)} onClick={() => set(parts.filter((_, at) => at !== i))}>
                <svg width="14" height="14" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden><path d="m2.500 2.500 7 7M9.500 2.500l-7 7" /></svg>
              </ActionIcon>
            </div>
          ))}
          <Group justify="space-between" gap="sm">
            <Button variant="default" size="xs" disabled={parts.length >= MOST_PARTS} onClick={() => set([...parts, NO_PART])}>{tMarket.offer.addPart}</Button>
            {rest && !right && <Button variant="subtle" size="xs" px={8} onClick={() => set(parts.with(-1, { ...(parts.at(-1) ?? NO_PART), amount: toInput(rest) }))}>{tMarket.offer.partsLeft}</Button>}
          </Group>
          <Text size="sm" role="status" c={form.errors.parts ? "light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))" : "var(--quiet)"}>
            {right ? tMarket.offer.partsRight : (form.errors.parts && parts.length === 1 ? form.errors.parts : whole && tMarket.offer.partsSum(formatDecimal(sumOf(parts), 2), `${formatDecimal(whole, 2)} ${currency}`))}
          </Text>
        </Stack>
      )}
    </div>
  );
}

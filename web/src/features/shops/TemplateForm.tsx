import { Button, Group, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useCurrencies } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { tShop } from "@/i18n/shop";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { readDecimal, toInput } from "@/lib/money";
import type { TemplateKind, TemplateText, TemplateView } from "@/lib/types";
import { saveTemplate } from "./api";

const w = tShop.templates;

interface Props {
  template: TemplateView | null;
  close: () => void;
}

const countOf = (value: number | string): number | null => (value === "" ? null : Number(value));

/** A text to keep: a new one, or another wording of one. */
export function TemplateForm({ template, close }: Props) {
  const currencies = useCurrencies();
  const form = useForm({
    initialValues: {
      kind: template?.kind ?? ("offer" as TemplateKind), name: template?.name ?? "", body: template?.body ?? "", price: template?.price ? toInput(template.price) : "",
      currency: template?.currency ?? null, deliveryDays: (template?.deliveryDays ?? "") as number | string, inspectionDays: (template?.inspectionDays ?? "") as number | string,
    },
    validate: { price: (typed, { kind }) => (kind === "offer" && typed.trim() && readDecimal(typed) === null ? tMarket.offer.badAmount : null) },
  });
  const save = useSubmit({ send: saveTemplate, stale: [keys.templates.all], done: w.saved, onDone: close });
  const said = formErrors(save.error);
  const isOffer = form.values.kind === "offer";
  const send = ({ kind, name, body, price, currency, deliveryDays, inspectionDays }: typeof form.values) => {
    const text: TemplateText = { kind, name, body };
    const terms = { price: price.trim() ? readDecimal(price) : null, currency: price.trim() ? currency : null, deliveryDays: countOf(deliveryDays), inspectionDays: countOf(inspectionDays) };
    save.mutate({ ...text, ...(isOffer && terms), id: template?.id });
  };
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack>
        <Select label={w.kind} allowDeselect={false} data={Object.entries(w.kinds).map(([value, label]) => ({ value, label }))} {...form.getInputProps("kind")} />
        <TextInput label={w.name} description={w.nameHint} required maxLength={80} data-autofocus {...form.getInputProps("name")} error={said.name} />
        <Textarea label={w.body} autosize minRows={5} maxRows={14} maxLength={isOffer || form.values.kind === "delivery" ? 5_000 : 10_000} {...form.getInputProps("body")} error={said.body} />
        {isOffer && (
          <>
            <Group grow align="flex-start">
              <TextInput label={w.price} inputMode="decimal" {...form.getInputProps("price")} error={form.errors.price ?? said.price} />
              <Select label={w.currency} placeholder={t.common.nothing} clearable data={currencies} {...form.getInputProps("currency")} error={said.currency} />
            </Group>
            <Group grow align="flex-start">
              <NumberInput label={w.deliveryDays} min={1} max={365} allowDecimal={false} {...form.getInputProps("deliveryDays")} error={said.deliveryDays} />
              <NumberInput label={w.inspectionDays} min={1} max={60} allowDecimal={false} {...form.getInputProps("inspectionDays")} error={said.inspectionDays} />
            </Group>
          </>
        )}
        {save.error && <ErrorBox error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}

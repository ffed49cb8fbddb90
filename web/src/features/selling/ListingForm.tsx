import { Button, Group, PasswordInput, Radio, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { CountInput } from "@/components/CountInput";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorBox } from "@/components/states";
import { categoriesQuery } from "@/features/marketplace/api";
import { categoryName } from "@/features/marketplace/words";
import { useCurrencies } from "@/features/payments/assets";
import { TemplatePicker } from "@/features/shops/TemplatePicker";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tGoods } from "@/i18n/goods";
import { tMarket } from "@/i18n/market";
import { tSelling } from "@/i18n/selling";
import { formErrors } from "@/lib/errors";
import { readDecimal } from "@/lib/money";
import type { Fields, SpanUnit } from "./fields";
import { ListingPreview } from "./ListingPreview";
import { ServingFields } from "./ServingFields";
import "./selling.css";

export type ListingFormState = UseFormReturnType<Fields>;
export type Said = Record<string, string>;

interface Props {
  initial: Fields;
  /** The listing is there already: its kind, stock and secret are changed elsewhere. */
  existing: boolean;
  send: (fields: Fields) => void;
  sending: boolean;
  error: unknown;
  label: string;
}

const words = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));

/** Everything that a seller says of a listing, step by step, and how buyers will see it. */
export function ListingForm({ initial, existing, send, sending, error, label }: Props) {
  const categories = useQuery(categoriesQuery).data ?? [];
  const currencies = useCurrencies();
  const form = useForm<Fields>({ initialValues: initial, validate: { pricePerUnit: (typed) => (readDecimal(typed) === null ? tMarket.offer.badAmount : null) } });
  const said = formErrors(error);
  const { fulfilment } = form.values;
  const metered = fulfilment === "metered_gateway";
  const picker = <TemplatePicker kind="listing" current={() => ({ body: form.values.description })} onUse={({ body }) => form.setFieldValue("description", body)} />;
  const hasSecret = !existing && fulfilment !== "code_pool";
  return (
    <form className="listing-form" onSubmit={form.onSubmit(send)}>
      <Step n={1} title={tSelling.stepWhat} actions={picker}>
        <TextInput label={tSelling.name} description={tSelling.nameHint} required maxLength={120} {...form.getInputProps("serviceName")} error={said.serviceName} />
        <Textarea label={tSelling.description} description={tSelling.descriptionHint} required autosize minRows={4} maxRows={16} maxLength={10_000} {...form.getInputProps("description")} error={said.description} />
        <Select label={tSelling.category} placeholder={t.common.none} clearable searchable data={categories.map((c) => ({ value: c.id, label: categoryName(c) }))} {...form.getInputProps("categoryId")} error={said.categoryId} />
      </Step>
      <Step n={2} title={tSelling.stepServe}>
        {existing ? <Text>{tGoods.kinds[fulfilment]}</Text> : <KindChoice form={form} />}
        <TextInput label={tSelling.unitDescription} description={tSelling.unitHint} required maxLength={200} {...form.getInputProps("unitDescription")} error={said.unitDescription} />
        {hasSecret && <PasswordInput label={tSelling.secret} description={tSelling.secretHint} autoComplete="off" spellCheck={false} {...form.getInputProps("secret")} error={said.secret} />}
      </Step>
      {metered && <ServingFields form={form} said={said} pauses={existing && initial.tested} />}
      <Step n={3} title={tSelling.stepPrice}>
        <Group grow align="flex-start">
          <TextInput label={tSelling.price} inputMode="decimal" required placeholder="0.02" {...form.getInputProps("pricePerUnit")} error={form.errors.pricePerUnit ?? said.pricePerUnit} />
          <Select label={tSelling.currency} required allowDeselect={false} data={currencies} {...form.getInputProps("currency")} error={said.currency} />
        </Group>
        {existing && <Text size="sm" c="var(--quiet)" mt={-8}>{tSelling.priceNote}</Text>}
        <div className="fields">
          {hasSecret && <Count form={form} name="availableUnits" label={tSelling.stock} min={0} max={1_000_000_000} error={said.availableUnits} />}
          <Count form={form} name="minUnits" label={tSelling.min} min={1} max={1_000_000} error={said.minUnits} />
          <Count form={form} name="maxUnits" label={tSelling.max} min={1} max={1_000_000} error={said.maxUnits} />
        </div>
      </Step>
      <Step n={4} title={tSelling.stepRules}>
        <div className="fields">
          <SpanInput form={form} name="lifetime" label={tSelling.lifetime} error={said.tokenLifetimeS} />
          {!metered && <SpanInput form={form} name="inspection" label={tSelling.inspection} description={tSelling.inspectionHint} error={said.inspectionS} />}
        </div>
        {metered && <Switch label={tSelling.spent} {...form.getInputProps("acceptedWhenSpent", { type: "checkbox" })} />}
      </Step>
      <ListingPreview fields={form.values} categories={categories} />
      {error != null && <ErrorBox error={error} />}
      <Group>
        <Button type="submit" size="md" loading={sending}>{label}</Button>
      </Group>
    </form>
  );
}

function Step({ n, title, actions, children }: { n: number; title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <Group justify="space-between" mb="md">
        <Text component="h2" m={0} fw={650} fz="1.1rem"><span className="step-number" aria-hidden>{num(n)}</span>{title}</Text>
        {actions}
      </Group>
      <Stack gap="md">{children}</Stack>
    </section>
  );
}

function KindChoice({ form }: { form: ListingFormState }) {
  return (
    <Radio.Group label={tSelling.kind} {...form.getInputProps("fulfilment")}>
      <Stack gap="sm" mt={6}>
        {words(tGoods.kinds).map(({ value, label }) => (
          <Radio key={value} value={value} label={label} description={tSelling.kindHints[value]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

interface Named {
  form: ListingFormState;
  name: string;
  label: string;
  error?: string;
  description?: string;
}

/** A whole number. */
export function Count({ form, name, label, min, max, error, description }: Named & { min: number; max: number }) {
  return <CountInput label={label} description={description} min={min} max={max} required {...form.getInputProps(name)} error={error} />;
}

function SpanInput({ form, name, label, error, description }: Named & { name: "lifetime" | "inspection" }) {
  return (
    <div>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <CountInput style={{ flex: 1 }} label={label} min={1} max={527_040} required {...form.getInputProps(`${name}.count`)} error={Boolean(error)} />
        <Select aria-label={`${label}: ${tSelling.span}`} w={120} allowDeselect={false} data={words(tSelling.spans)} value={form.values[name].unit} onChange={(unit) => form.setFieldValue(`${name}.unit`, unit as SpanUnit)} />
      </Group>
      {error ? <Text size="xs" c="red" mt={4}>{error}</Text> : description && <Text size="xs" c="var(--quiet)" mt={4}>{description}</Text>}
    </div>
  );
}

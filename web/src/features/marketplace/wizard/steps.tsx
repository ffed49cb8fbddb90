// What each step of the wizard asks.
import { Button, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "@/components/states";
import { useCurrencies } from "@/features/payments/assets";
import { tMarket } from "@/i18n/market";
import { formatBytes } from "@/lib/bytes";
import { formatDay } from "@/lib/time";
import { categoriesQuery } from "../api";
import { budget, categoryName } from "../words";
import { bodyOf, dayOf, type Draft, type Step } from "./draft";

export interface StepProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** Complaints by field, once there was a try to go on. */
  said: Record<string, string | undefined>;
}

export function CategoryStep({ draft, change, said }: StepProps) {
  const query = useQuery(categoriesQuery);
  return (
    <Loaded query={query}>
      {(categories) => (
        <>
          <fieldset className="choices" aria-label={tMarket.wizard.steps.category} aria-describedby={said.categoryId ? "category-problem" : undefined}>
            {categories.map((category) => (
              <label key={category.id}>
                <input type="radio" name="category" value={category.id} checked={draft.categoryId === category.id} onChange={() => change({ categoryId: category.id })} />
                <span>{categoryName(category)}</span>
              </label>
            ))}
          </fieldset>
          {said.categoryId && <Text id="category-problem" size="sm" mt="sm" role="alert" c="light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))">{said.categoryId}</Text>}
        </>
      )}
    </Loaded>
  );
}

export function DetailsStep({ draft, change, said }: StepProps) {
  return (
    <Stack>
      <TextInput label={tMarket.wizard.name} description={tMarket.wizard.nameHint} withAsterisk maxLength={120} value={draft.title} onChange={({ currentTarget }) => change({ title: currentTarget.value })} error={said.title} />
      <Textarea label={tMarket.wizard.description} description={tMarket.wizard.descriptionHint} withAsterisk autosize minRows={6} maxRows={18} maxLength={10_000} value={draft.description} onChange={({ currentTarget }) => change({ description: currentTarget.value })} error={said.description} />
    </Stack>
  );
}

export function BudgetStep({ draft, change, said }: StepProps) {
  const currencies = useCurrencies();
  const known = currencies.includes(draft.currency) ? currencies : [draft.currency, ...currencies];
  return (
    <div className="fields">
      <TextInput label={tMarket.wizard.budgetMin} inputMode="decimal" autoComplete="off" value={draft.budgetMin} onChange={({ currentTarget }) => change({ budgetMin: currentTarget.value })} error={said.budgetMin} />
      <TextInput label={tMarket.wizard.budgetMax} inputMode="decimal" autoComplete="off" value={draft.budgetMax} onChange={({ currentTarget }) => change({ budgetMax: currentTarget.value })} error={said.budgetMax} />
      <Select label={tMarket.wizard.currency} allowDeselect={false} data={known} value={draft.currency} onChange={(currency) => currency && change({ currency })} error={said.currency} />
    </div>
  );
}

const DAY_MS = 86_400_000;
const QUICK_DAYS = [3, 7, 14, 30];

export function DeadlineStep({ draft, change, said }: StepProps) {
  const inDays = (days: number) => dayOf(new Date(Date.now() + days * DAY_MS));
  return (
    <Stack>
      <TextInput type="date" style={{ maxInlineSize: 260 }} label={tMarket.wizard.day} min={dayOf(new Date())} value={draft.day} onChange={({ currentTarget }) => change({ day: currentTarget.value })} error={said.day ?? said.deadlineAt} />
      <div className="quick">
        {QUICK_DAYS.map((days) => <Button key={days} size="xs" variant="default" onClick={() => change({ day: inDays(days) })}>{tMarket.wizard.days(days)}</Button>)}
        <Button size="xs" variant="default" onClick={() => change({ day: "" })}>{tMarket.wizard.noDeadline}</Button>
      </div>
    </Stack>
  );
}

export function ReviewStep({ draft, go }: { draft: Draft; go: (step: Step) => void }) {
  const categories = useQuery(categoriesQuery).data;
  const category = categories?.find(({ id }) => id === draft.categoryId);
  const body = bodyOf(draft);
  const rows: [Step, React.ReactNode][] = [
    ["category", category ? categoryName(category) : "…"],
    ["details", <><strong>{body.title}</strong><div className="prose" style={{ marginBlockStart: 4 }}>{body.description}</div></>],
    ["budget", budget({ ...body, currency: draft.currency })],
    ["deadline", body.deadlineAt ? formatDay(body.deadlineAt) : tMarket.wizard.noDeadline],
    ["files", draft.files.length ? <ul className="parts">{draft.files.map((file) => <li key={file.fileId}><span>{file.name}</span><span className="quiet">{formatBytes(file.bytes)}</span></li>)}</ul> : tMarket.wizard.noFiles],
  ];
  return (
    <dl className="review">
      {rows.map(([step, value]) => (
        <div key={step}>
          <dt>{tMarket.wizard.steps[step]}</dt>
          <dd>{value}</dd>
          <dd><Button variant="default" size="compact-sm" aria-label={tMarket.wizard.changeStep(tMarket.wizard.steps[step])} onClick={() => go(step)}>{tMarket.wizard.change}</Button></dd>
        </div>
      ))}
    </dl>
  );
}

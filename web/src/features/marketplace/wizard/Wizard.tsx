import { Button, Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Card } from "@/components/bits";
import { useFilters } from "@/components/filters";
import { ErrorBox } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { formErrors } from "@/lib/errors";
import { type Draft, firstOpen, problems, type Step, STEPS, stepOf } from "./draft";
import { FilesStep } from "./FilesStep";
import { BudgetStep, CategoryStep, DeadlineStep, DetailsStep, ReviewStep, type StepProps } from "./steps";
import "../marketplace.css";

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** The last button. */
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  /** Below the last step. */
  note?: ReactNode;
  /** Every step may be opened at once: all of it was filled in before. */
  free?: boolean;
}

const BODIES: Record<Exclude<Step, "review">, (props: StepProps) => ReactNode> = {
  category: CategoryStep, details: DetailsStep, budget: BudgetStep, deadline: DeadlineStep, files: FilesStep,
};

const NAMES = ["step"] as const;

/** One question after the other. The step stands in the address, so that the browser's way back goes a step back. */
export function Wizard({ draft, change, submit, busy, error, onSubmit, note, free }: Props) {
  const { values, change: setAddress } = useFilters(NAMES);
  const [tried, setTried] = useState(false);
  const reached = firstOpen(draft);
  const asked = STEPS.find((step) => step === values.step) ?? STEPS[0];
  // Nobody skips what is missing, also not by the address.
  const step = STEPS.indexOf(asked) > STEPS.indexOf(reached) ? reached : asked;
  const at = STEPS.indexOf(step);
  const said: Record<string, string | undefined> = { ...formErrors(error), ...(tried ? problems(draft) : null) };
  const wrong = new Set(Object.keys(said).map(stepOf));
  const heading = useHeading(step);
  const go = (to: Step) => {
    setTried(false);
    setAddress({ step: to === STEPS[0] ? null : to });
  };
  // Refused: where the field is.
  const refused = Object.keys(formErrors(error))[0];
  const leadTo = refused === undefined ? null : stepOf(refused);
  const lead = useRef(go);
  lead.current = go;
  useEffect(() => {
    if (leadTo && leadTo !== "review") lead.current(leadTo);
  }, [error, leadTo]);

  const next = () => {
    if (step === "review") return onSubmit();
    const missing = Object.keys(problems(draft)).some((field) => stepOf(field) === step);
    if (missing) return setTried(true);
    go(STEPS[at + 1] ?? "review");
  };
  const Body = step === "review" ? null : BODIES[step];
  return (
    <>
      <nav aria-label={tMarket.wizard.progress(at + 1, STEPS.length)}>
        <ol className="wizard-steps">
          {STEPS.map((each, i) => (
            <li key={each}>
              <button
                type="button"
                aria-label={tMarket.wizard.steps[each]}
                aria-current={each === step ? "step" : undefined}
                data-state={i < at || (free && i <= STEPS.indexOf(reached)) ? "done" : undefined}
                data-wrong={wrong.has(each) || undefined}
                disabled={i > STEPS.indexOf(reached)}
                onClick={() => go(each)}
              >
                <span>{tMarket.wizard.steps[each]}</span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <Card>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            next();
          }}
        >
          <Text size="sm" c="var(--quiet)">{tMarket.wizard.progress(at + 1, STEPS.length)}</Text>
          <h2 ref={heading} tabIndex={-1} style={{ margin: "2px 0 4px", fontSize: "1.35rem", outline: "none" }}>{tMarket.wizard.asks[step]}</h2>
          <Text c="var(--quiet)" mb="lg">{tMarket.wizard.hints[step]}</Text>
          {Body ? <Body draft={draft} change={change} said={said} /> : <ReviewStep draft={draft} go={go} />}
          {step === "review" && note}
          {error != null && <ErrorBox error={error} />}
          <div className="wizard-foot">
            {at > 0 ? <Button variant="default" onClick={() => go(STEPS[at - 1] ?? STEPS[0])}>{tMarket.wizard.back}</Button> : <span />}
            <Button type="submit" loading={busy}>{step === "review" ? submit : tMarket.wizard.next}</Button>
          </div>
        </form>
      </Card>
    </>
  );
}

/** A new step is read out, and the keyboard goes on from there; not when the page has just come. */
function useHeading(step: Step) {
  const ref = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    ref.current?.focus();
  }, [step]);
  return ref;
}

import { Text, VisuallyHidden } from "@mantine/core";
import { useRef } from "react";
import { Countdown } from "@/components/bits";
import { tPay } from "@/i18n/pay";
import { useNow } from "@/lib/time";

/** Told aloud only at these, in minutes: a clock that speaks every second is noise. */
const ANNOUNCED = [10, 5, 1];

/** The announcement that is due: the smallest mark that has been reached while somebody watched, or null. */
export function announced(left: number, leftAtFirst: number): number | null {
  if (left <= 0) return null;
  const reached = ANNOUNCED.filter((minutes) => left <= minutes * 60 && leftAtFirst > minutes * 60);
  return reached.length > 0 ? Math.min(...reached) : null;
}

/** How long there is to pay. */
export function PayClock({ until }: { until: string }) {
  const left = (Date.parse(until) - useNow()) / 1000;
  const first = useRef(left);
  const mark = announced(left, first.current);
  return (
    <div>
      <Text size="sm" c="var(--quiet)">{tPay.timeLeft}</Text>
      <Text fw={650} fz="1.25rem" c={left <= 300 ? "light-dark(#8a3a00, var(--mantine-color-orange-2))" : undefined}><Countdown to={until} over={tPay.ended} /></Text>
      <VisuallyHidden role="status">{mark !== null ? tPay.left(mark) : left <= 0 ? tPay.ended : ""}</VisuallyHidden>
    </div>
  );
}

// Small things that many pages show.
import { Badge, Group, Text } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";
import { t } from "@/i18n/common";
import { formatSigned } from "@/lib/money";
import { formatClock, formatRelative, formatTime, useNow } from "@/lib/time";

export function Ago({ at }: { at: string }) {
  return <time dateTime={at} title={formatTime(at)}>{formatRelative(at)}</time>;
}

/** Runs down to an instant. Read aloud only when asked, not every second. */
export function Countdown({ to, over }: { to: string; over?: string }) {
  const left = (Date.parse(to) - useNow()) / 1000;
  if (left <= 0) return <span>{over ?? t.common.now}</span>;
  return <time dateTime={to} title={formatTime(to)} role="timer" aria-live="off" style={{ fontVariantNumeric: "tabular-nums" }}>{formatClock(left)}</time>;
}

const QrCode = lazy(() => import("./QrCode"));

/** Its place is kept while the code that draws it is loaded. */
export function Qr({ text, label }: { text: string; label: string }) {
  return <Suspense fallback={<div className="qr" aria-hidden />}><QrCode text={text} label={label} /></Suspense>;
}

/** Names and values, side by side. */
export function Facts({ rows }: { rows: ([label: string, value: ReactNode, kind?: "total"] | null | false)[] }) {
  return (
    <dl className="facts">
      {rows.map((row) => row && [<dt key={row[0]} className={row[2]}>{row[0]}</dt>, <dd key={`${row[0]}=`} className={row[2]}>{row[1]}</dd>])}
    </dl>
  );
}

/** Base units that may be below zero, with their sign. */
export function Signed({ units, asset, plus }: { units: string; asset: { decimals: number; symbol: string }; plus?: boolean }) {
  return <span dir="ltr" style={{ fontVariantNumeric: "tabular-nums" }}>{formatSigned(units, asset, plus)}</span>;
}

const TONE: Record<string, string> = {
  open: "trust", funded: "trust", completed: "trust", accepted: "trust", paid: "trust", confirmed: "trust", settled: "trust", active: "trust",
  confirming: "blue", delivered: "blue", proposed: "blue", approved: "blue", prepared: "blue", signed: "blue", broadcast: "blue",
  awaiting_payment: "orange", waiting: "orange", waiting_address: "orange", pending_approval: "orange", disputed: "orange", underpaid: "orange", sold_out: "orange", on_hold: "orange", pending: "orange", requested: "blue",
  failed: "red", rejected: "red",
  done: "trust", sound: "trust", mined: "trust", running: "blue", due: "blue", failing: "orange", dead: "red", unsound: "red", suspended: "red",
};

export function StateBadge({ state, words }: { state: string; words: Record<string, string> }) {
  const tone = TONE[state] ?? "gray";
  // The library's light badges are too pale to read; the text takes the ends of the scale.
  const text = tone === "orange" ? "light-dark(#8a3a00, var(--mantine-color-orange-2))" : `light-dark(var(--mantine-color-${tone}-9), var(--mantine-color-${tone}-2))`;
  return (
    <Badge variant="light" color={tone} c={text} tt="none" fw={600} size="lg" radius="sm" style={{ flexShrink: 0 }}>
      {words[state] ?? state.replaceAll("_", " ")}
    </Badge>
  );
}

export function Card({ title, children, actions }: { title?: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className="card">
      {(title || actions) && (
        <Group justify="space-between" mb="md">
          {title && <Text component="h2" m={0} fw={650} fz="1.1rem">{title}</Text>}
          {actions}
        </Group>
      )}
      {children}
    </section>
  );
}

// Small things that many pages show.
import { ActionIcon, Badge, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { encode } from "uqr";
import { t } from "@/i18n/common";
import { formatClock, formatRelative, formatTime, useNow } from "@/lib/time";

export function Copy({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t.common.copied : label} withArrow>
          <ActionIcon variant="light" color={copied ? "trust" : "gray"} onClick={copy} aria-label={copied ? t.common.copied : label} size="md">
            {copied ? (
              <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden><path d="m3 8.5 3.5 3.5L13 4.5" /></svg>
            ) : (
              <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden><rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" /></svg>
            )}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** An address in groups of four, its checksum's capitals kept: two people can compare it aloud. */
export function Address({ value, copy = true }: { value: string; copy?: boolean }) {
  const digits = value.replace(/^0x/, "");
  const groups = digits.match(/.{1,4}/g) ?? [];
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <span className="address" role="text" aria-label={value}>
        <span>0x</span>
        {groups.map((group, i) => (
          <span key={i}>{group}</span>
        ))}
      </span>
      {copy && <Copy value={value} label={t.common.copyAddress} />}
    </Group>
  );
}

/** `0x1234…cdef` */
export function short(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-6)}` : hex;
}

/** A transaction, linked where the network has a block explorer. */
export function TxLink({ hash, explorer, url }: { hash: string; explorer?: string | null; url?: string | null }) {
  const href = url ?? (explorer && `${explorer.replace(/\/$/, "")}/tx/${hash}`);
  const text = <span className="mono" title={hash}>{short(hash)}</span>;
  if (!href) return <Group gap={6} display="inline-flex" wrap="nowrap">{text}<Copy value={hash} label={t.common.copyHash} /></Group>;
  return <a href={href} target="_blank" rel="noreferrer">{text}</a>;
}

export function Ago({ at }: { at: string }) {
  return <time dateTime={at} title={formatTime(at)}>{formatRelative(at)}</time>;
}

/** Runs down to an instant. Read aloud only when asked, not every second. */
export function Countdown({ to, over }: { to: string; over?: string }) {
  const left = (Date.parse(to) - useNow()) / 1000;
  if (left <= 0) return <span>{over ?? t.common.now}</span>;
  return <time dateTime={to} title={formatTime(to)} role="timer" aria-live="off" style={{ fontVariantNumeric: "tabular-nums" }}>{formatClock(left)}</time>;
}

export function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 1 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}

/** Names and values, side by side. */
export function Facts({ rows }: { rows: ([label: string, value: ReactNode, kind?: "total"] | null | false)[] }) {
  return (
    <dl className="facts">
      {rows.map((row) => row && [<dt key={row[0]} className={row[2]}>{row[0]}</dt>, <dd key={`${row[0]}=`} className={row[2]}>{row[1]}</dd>])}
    </dl>
  );
}

const TONE: Record<string, string> = {
  open: "trust", funded: "trust", completed: "trust", accepted: "trust", paid: "trust", confirmed: "trust", settled: "trust", active: "trust",
  confirming: "blue", delivered: "blue", proposed: "blue", approved: "blue", prepared: "blue", signed: "blue", broadcast: "blue",
  awaiting_payment: "orange", waiting: "orange", waiting_address: "orange", pending_approval: "orange", disputed: "orange", underpaid: "orange", sold_out: "orange", on_hold: "orange", pending: "orange", requested: "blue",
  failed: "red", rejected: "red",
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

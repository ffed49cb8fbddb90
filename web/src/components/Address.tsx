// Addresses and transactions of a chain, so that two people can compare them aloud.
import { Group } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n/common";
import type { CopyOutcome } from "@/lib/clipboard";
import { Copy, CopySaid } from "./Copy";
import { External } from "./External";
import "./address.css";

const GROUP = /.{1,4}/g;

const groupsOf = (address: string): string[] => address.replace(/^0x/, "").match(GROUP) ?? [];

/** An address in groups of four, whole, its checksum's capitals kept. Selecting it selects it without the gaps. */
export function AddressText({ value }: { value: string }) {
  return (
    <span className="address-groups" dir="ltr" translate="no">
      <span>0x</span>
      {groupsOf(value).map((group, i) => (
        <span key={i}>{group}</span>
      ))}
    </span>
  );
}

/** The same with a button that copies it, and says when the clipboard holds something else. */
export function Address({ value, copy = true }: { value: string; copy?: boolean }) {
  const [outcome, setOutcome] = useState<CopyOutcome | null>(null);
  if (!copy) return <AddressText value={value} />;
  const groups = groupsOf(value);
  return (
    <div>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <AddressText value={value} />
        <Copy value={value} label={t.common.copyAddress} onCopied={setOutcome} />
      </Group>
      <CopySaid value={value} outcome={outcome} first={`0x${groups[0] ?? ""}`} last={groups.at(-1) ?? ""} onLooked={setOutcome} />
    </div>
  );
}

/** `0x1234…cdef`: for recognising, never for sending to. */
export function short(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-6)}` : hex;
}

/** A transaction, linked where the network has a block explorer. */
export function TxLink({ hash, explorer, url }: { hash: string; explorer?: string | null; url?: string | null }) {
  const href = url ?? (explorer && `${explorer.replace(/\/$/, "")}/tx/${hash}`);
  const text = <span className="mono" title={hash}>{short(hash)}</span>;
  if (!href) return <Group gap={6} display="inline-flex" wrap="nowrap">{text}<Copy value={hash} label={t.common.copyHash} /></Group>;
  return <External href={href}>{text}</External>;
}

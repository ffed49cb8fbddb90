// A button that copies. What money depends on is looked at again in the clipboard.
import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { t } from "@/i18n/common";
import { tCopy } from "@/i18n/copy";
import { type CopyOutcome, copyText, readBack } from "@/lib/clipboard";
import { Notice } from "./Notice";

const SHOWN_MS = 1_500;

function Icon({ done }: { done: boolean }) {
  return done ? (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden><path d="m3 8.5 3.5 3.5L13 4.5" /></svg>
  ) : (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden><rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" /></svg>
  );
}

interface Props {
  value: string;
  label: string;
  /** Told how it went, for whoever shows more than the button. */
  onCopied?: (outcome: CopyOutcome) => void;
}

/** Copies something; a tick for a moment says that it did. */
export function Copy({ value, label, onCopied }: Props) {
  const [outcome, setOutcome] = useState<CopyOutcome | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const next = await copyText(value);
    setOutcome(next);
    onCopied?.(next);
  };
  const done = outcome === "same" || outcome === "unread";
  const says = outcome === null ? label : done ? t.common.copied : outcome === "failed" ? tCopy.failed : tCopy.differentTitle;
  return (
    // The browser's own tooltip: one that floats would bring 16 kB of script to every page, as errors have this button, too.
    <ActionIcon variant="light" color={done ? "trust" : outcome ? "red" : "gray"} onClick={() => void copy()} aria-label={says} title={says} size={32}>
      <Icon done={done} />
    </ActionIcon>
  );
}

/** What a copy of something that money is sent to came to; `first` and `last` are what to compare by eye. */
export function CopySaid({ value, outcome, first, last, onLooked }: { value: string; outcome: CopyOutcome | null; first: string; last: string; onLooked: (outcome: CopyOutcome) => void }) {
  if (outcome === "different")
    return <div style={{ marginBlockStart: 12 }}><Notice tone="red" role="alert" title={tCopy.differentTitle}>{tCopy.different}</Notice></div>;
  return (
    <div role="status">
      {outcome === "same" && <Text size="sm" mt={6}>{tCopy.same}</Text>}
      {outcome === "failed" && <Text size="sm" mt={6}>{tCopy.failed}</Text>}
      {outcome === "unread" && (
        <Group gap="xs" mt={6}>
          <Text size="sm">{tCopy.compare(first, last)}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void readBack(value).then(onLooked)}>{tCopy.check}</Button>
        </Group>
      )}
    </div>
  );
}

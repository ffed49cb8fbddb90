// What several pages of the machine room show.
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { Signed } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useAsset } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { formErrors } from "@/lib/errors";

/** Base units of an asset of which the id is known; they may be below zero. */
export function Booked({ units, asset, plus }: { units: string; asset: string; plus?: boolean }) {
  return <Signed units={units} asset={useAsset(asset)} plus={plus} />;
}

/** The end of an id, which tells it apart; the whole one is its title. */
export function ShortId({ id }: { id: string }) {
  return <bdi dir="ltr" className="mono" title={id}>…{id.slice(-8)}</bdi>;
}

/** A long name for machines by its two ends. */
export const middle = (text: string): string => (text.length > 44 ? `${text.slice(0, 20)}…${text.slice(-20)}` : text);

/** Whose account, linked where there is a page for them. */
export function Owner({ owner, link = true }: { owner: string; link?: boolean }) {
  const [kind = "", id = ""] = owner.split(":");
  const words: Record<string, string> = tSystem.ledger.owners;
  const name = words[kind] ?? kind;
  const to = kind === "order" ? `/orders/${id}` : kind === "user" ? `/staff/people/${id}` : kind === "network" || kind === "gas" ? `/staff/networks/${id}` : null;
  const text = id.length > 20 ? <ShortId id={id} /> : id;
  return <>{name} {link && to ? <Link to={to}>{text}</Link> : text}</>;
}

interface AskProps<Output> {
  title: string;
  /** What will happen. */
  says: ReactNode;
  button: string;
  danger?: boolean;
  /** With a sentence for the log, at least so many characters. */
  reason?: { label: string; hint: string; least: number };
  send: (reason: string) => Promise<Output>;
  stale: readonly (readonly unknown[])[];
  done?: string;
  onDone?: (output: Output) => void;
  close: () => void;
}

/** Says what will happen before it does. */
export function Ask<Output>({ title, close, ...rest }: AskProps<Output>) {
  return (
    <Modal opened onClose={close} title={title}>
      <AskForm {...rest} close={close} />
    </Modal>
  );
}

function AskForm<Output>({ says, button, danger, reason, send, stale, done, onDone, close }: Omit<AskProps<Output>, "title">) {
  const [why, setWhy] = useState("");
  const submit = useSubmit({ send, stale, done, onDone: (output: Output) => { close(); onDone?.(output); } });
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit.mutate(why.trim()); }}>
      <Stack>
        <Text component="div">{says}</Text>
        {reason && (
          <Textarea label={reason.label} description={reason.hint} required minLength={reason.least} maxLength={500} autosize minRows={2} data-autofocus value={why} onChange={({ currentTarget }) => setWhy(currentTarget.value)} error={formErrors(submit.error).reason} />
        )}
        {submit.error && <ErrorBox error={submit.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" color={danger ? "red" : undefined} loading={submit.isPending}>{button}</Button>
        </Group>
      </Stack>
    </form>
  );
}

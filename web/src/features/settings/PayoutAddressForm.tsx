import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type ClipboardEvent, useState } from "react";
import { AddressText } from "@/components/Address";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { setAddress } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { tSelling } from "@/i18n/selling";
import { type CopyOutcome, readBack } from "@/lib/clipboard";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { type AddressSays, readAddress } from "./payoutAddress";

const p = tSelling.payouts;

/** What is wrong, in a sentence; null when it may be saved. */
function complaint(says: AddressSays): string | null {
  switch (says.kind) {
    case "empty": return p.empty;
    case "length": return p.wrongLength(says.digits);
    case "letter": return p.wrongLetter;
    case "sum": return p.wrongSum;
    default: return null;
  }
}

interface Props {
  chainId: number;
  /** There is one already, to which payouts may be on their way. */
  known: boolean;
  close: () => void;
}

/** Another address for a network: checked as it is typed, compared with what was pasted, and confirmed by eye. */
export function PayoutAddressForm({ chainId, known, close }: Props) {
  const [pasted, setPasted] = useState<string | null>(null);
  const [looked, setLooked] = useState<CopyOutcome | null>(null);
  const form = useForm({
    initialValues: { address: "", compared: false },
    validate: { address: (value) => complaint(readAddress(value)), compared: (yes) => (yes ? null : p.ownMissing) },
  });
  const save = useSubmit({ send: setAddress, stale: [keys.account.addresses, keys.payouts.all, keys.sales.all], done: p.saved, onDone: close });
  const typed = form.values.address.trim();
  const says = readAddress(typed);
  const address = says.kind === "good" || says.kind === "unchecked" ? says.address : null;
  const onPaste = (event: ClipboardEvent) => setPasted(event.clipboardData.getData("text").trim());
  const change = (value: string) => {
    form.setFieldValue("address", value);
    form.setFieldValue("compared", false);
    setLooked(null);
  };
  const error = form.errors.address ?? formErrors(save.error).address ?? (typed && says.kind === "sum" ? p.wrongSum : null);
  return (
    <form onSubmit={form.onSubmit(() => save.mutate({ chainId, address: address ?? typed }))}>
      <Stack gap="md" mt="sm">
        <TextInput label={p.field} description={p.fieldHint} required spellCheck={false} autoComplete="off" autoCapitalize="none" dir="ltr" classNames={{ input: "mono" }} data-autofocus value={form.values.address} onPaste={onPaste} onChange={(event) => change(event.currentTarget.value)} error={error} />
        {address && (
          <div className="compare" aria-live="polite">
            <Text size="sm" c="var(--quiet)" mb={4}>{p.compare}</Text>
            <AddressText value={address} />
            <Text size="sm" mt={8}>{says.kind === "good" ? p.goodSum : p.noSum}</Text>
            <Pasted typed={typed} pasted={pasted} />
            <Group gap="xs" mt={8}>
              <Button size="compact-sm" variant="default" onClick={() => void readBack(typed).then(setLooked)}>{p.look}</Button>
            </Group>
            {looked && (looked === "different" ? <Alert color="red" radius="md" mt="xs" role="alert">{p.different}</Alert> : <Text size="sm" mt={6}>{looked === "same" ? p.same : p.unread}</Text>)}
          </div>
        )}
        <Alert color="orange" variant="light" radius="md" role="note">
          <Stack gap={6}>
            <Text size="sm">{p.never} {p.exchange}</Text>
            {known && <Text size="sm">{p.under}</Text>}
            <Text size="sm">{p.proof}</Text>
          </Stack>
        </Alert>
        <Checkbox label={p.own} {...form.getInputProps("compared", { type: "checkbox" })} disabled={!address} />
        {save.error && <ErrorBox error={save.error} />}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>{p.save}</Button>
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Whether what came by pasting is what stands there. */
function Pasted({ typed, pasted }: { typed: string; pasted: string | null }) {
  if (pasted === null) return null;
  if (pasted === typed) return <Text size="sm" mt={4}>{p.pasted}</Text>;
  return <Alert color="red" radius="md" mt="xs" role="alert">{p.notPasted}</Alert>;
}

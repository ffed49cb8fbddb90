import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Card, Facts } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tStaff } from "@/i18n/staff";
import { ApiError, formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { saveJson } from "@/lib/saveFile";
import { hasRole, useUser } from "@/lib/session";
import type { PayoutCase, TransactionView } from "@/lib/types";
import { payoutTransactionQuery, submitTransaction } from "./api";

const words = tStaff.payout.sign;

/** A transaction that is signed outside: down, and up again. */
export function SignElsewhere({ item }: { item: PayoutCase }) {
  const query = useQuery(payoutTransactionQuery(item.payout.id));
  const waits = query.data?.state === "prepared";
  if (query.error instanceof ApiError && query.error.status === 404) return <Card title={words.title}><Text>{words.none}</Text></Card>;
  return (
    <Card title={waits ? words.title : words.view}>
      <Loaded query={query}>{(view) => <Transaction item={item} view={view} />}</Loaded>
    </Card>
  );
}

function Transaction({ item, view }: { item: PayoutCase; view: TransactionView }) {
  const isGuard = hasRole(useUser(), "guard");
  const waits = view.state === "prepared";
  return (
    <Stack>
      {waits && <Text>{words.lead}</Text>}
      <Facts
        rows={[
          [words.nonce, num(view.transaction.nonce)],
          [words.gas, num(view.transaction.gasLimit)],
          [words.fee, formatUnits(view.transaction.maxFeePerGas, { symbol: "gwei", decimals: 9 })],
        ]}
      />
      <div>
        <Text size="sm" c="var(--quiet)">{words.hash}</Text>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <span className="mono" style={{ overflowWrap: "anywhere" }}>{view.signingHash}</span>
          <Copy value={view.signingHash} label={t.common.copyHash} />
        </Group>
      </div>
      <Group><Button variant="default" onClick={() => download(view, item.payout.id)}>{words.download}</Button></Group>
      {waits && isGuard && <Submit id={item.payout.id} />}
    </Stack>
  );
}

/** As the signer reads it: every field, and what there is to sign. */
function download(view: TransactionView, id: string): void {
  const content = { type: "0x2", ...view.transaction, signingPayload: view.signingPayload, signingHash: view.signingHash };
  saveJson(`payout-${id}.json`, content);
}

function Submit({ id }: { id: string }) {
  const form = useForm({ initialValues: { raw: "" } });
  const submit = useSubmit({ send: submitTransaction, stale: [keys.payouts.all], done: words.done });
  return (
    <form onSubmit={form.onSubmit(({ raw }) => submit.mutate({ id, rawTransaction: raw.trim() }))}>
      <Stack>
        <Textarea label={words.raw} description={words.rawHint} required autosize minRows={3} maxRows={8} maxLength={20000} classNames={{ input: "mono" }} {...form.getInputProps("raw")} error={formErrors(submit.error).rawTransaction} />
        {submit.error && <ErrorBox error={submit.error} />}
        <Group justify="flex-end"><Button type="submit" loading={submit.isPending}>{words.submit}</Button></Group>
      </Stack>
    </form>
  );
}

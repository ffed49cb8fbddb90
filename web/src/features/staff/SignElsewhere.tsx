import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { QueryKey, UseQueryResult } from "@tanstack/react-query";
import { Card, Facts } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tStaff } from "@/i18n/staff";
import { ApiError, formErrors } from "@/lib/errors";
import { formatUnits } from "@/lib/money";
import { saveJson } from "@/lib/saveFile";
import { hasRole, useUser } from "@/lib/session";
import type { TransactionView } from "@/lib/types";

const words = tStaff.payout.sign;

interface Props {
  query: UseQueryResult<TransactionView>;
  /** What the file for the signer is called, without its ending. */
  file: string;
  /** Hands in the signed bytes. */
  submit: (rawTransaction: string) => Promise<unknown>;
  /** What handing in makes stale. */
  stale: readonly QueryKey[];
  /** What is to be known of it besides: names and values. */
  facts?: (view: TransactionView) => [label: string, value: string][];
}

/** A transaction that is signed outside: down, and up again. */
export function SignElsewhere({ query, ...rest }: Props) {
  const waits = query.data?.state === "prepared";
  if (query.error instanceof ApiError && query.error.status === 404) return <Card title={words.title}><Text>{words.none}</Text></Card>;
  return (
    <Card title={waits ? words.title : words.view}>
      <Loaded query={query}>{(view) => <Transaction view={view} {...rest} />}</Loaded>
    </Card>
  );
}

function Transaction({ view, file, submit, stale, facts }: Omit<Props, "query"> & { view: TransactionView }) {
  const isGuard = hasRole(useUser(), "guard");
  const waits = view.state === "prepared";
  return (
    <Stack>
      {waits && <Text>{words.lead}</Text>}
      <Facts
        rows={[
          ...(facts?.(view) ?? []),
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
      <Group><Button variant="default" onClick={() => download(view, file)}>{words.download}</Button></Group>
      {waits && isGuard && <Submit send={submit} stale={stale} />}
    </Stack>
  );
}

/** As the signer reads it: every field, and what there is to sign. */
function download({ transaction, signingPayload, signingHash, derivationIndex }: TransactionView, file: string): void {
  saveJson(`${file}.json`, { type: "0x2", ...transaction, derivationIndex, signingPayload, signingHash });
}

function Submit({ send, stale }: { send: Props["submit"]; stale: Props["stale"] }) {
  const form = useForm({ initialValues: { raw: "" } });
  const submit = useSubmit({ send, stale, done: words.done });
  return (
    <form onSubmit={form.onSubmit(({ raw }) => submit.mutate(raw.trim()))}>
      <Stack>
        <Textarea label={words.raw} description={words.rawHint} required autosize minRows={3} maxRows={8} maxLength={20000} classNames={{ input: "mono" }} {...form.getInputProps("raw")} error={formErrors(submit.error).rawTransaction} />
        {submit.error && <ErrorBox error={submit.error} />}
        <Group justify="flex-end"><Button type="submit" loading={submit.isPending}>{words.submit}</Button></Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Modal, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useNetworkName } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tMoney } from "@/i18n/money";
import { tOrder } from "@/i18n/order";
import { tPay } from "@/i18n/pay";
import { ApiError, formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { decimalToUnits, formatUnits, isZero, toInput, unitsToDecimal } from "@/lib/money";
import type { BalanceView } from "@/lib/types";
import { balancesQuery, loadPayouts, withdraw } from "./api";
import { CardPayouts } from "./CardPayouts";
import { PayoutLine } from "./PayoutLine";
import { Preference } from "./Preference";

export default function MoneyPage() {
  const balances = useQuery(balancesQuery);
  const payouts = usePages(keys.payouts.list({}), loadPayouts);
  const [from, setFrom] = useState<BalanceView | null>(null);
  return (
    <Page title={tMoney.title} subtitle={tMoney.balanceHint}>
      <Loaded query={balances}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={tMoney.balanceNone} />
          ) : (
            <div className="grid2">
              {list.map((balance) => (
                <Balance key={balance.assetId} balance={balance} withdraw={() => setFrom(balance)} />
              ))}
            </div>
          )
        }
      </Loaded>
      <div className="grid2 even" style={{ marginBlockStart: 16 }}>
        <Preference />
        <CardPayouts />
      </div>
      <Title order={2} mt={36} mb="md">{tMoney.payouts}</Title>
      <PagedList query={payouts} empty={<Empty title={tMoney.payoutNone} />}>
        {(items) => (
          <ul className="rows">
            {items.map((payout) => (
              <li key={payout.id} style={{ padding: "16px 20px" }}>
                <PayoutLine payout={payout} />
                {payout.orderId && <Text size="sm"><Link to={`/orders/${payout.orderId}`}>{tPay.toOrder}</Link></Text>}
              </li>
            ))}
          </ul>
        )}
      </PagedList>
      <Modal opened={from !== null} onClose={() => setFrom(null)} title={tMoney.withdraw}>
        {from && <WithdrawForm balance={from} close={() => setFrom(null)} />}
      </Modal>
    </Page>
  );
}

function Balance({ balance, withdraw }: { balance: BalanceView; withdraw: () => void }) {
  const network = useNetworkName(balance.chainId);
  return (
    <section className="card" style={{ marginBlockStart: 0 }}>
      <Text size="sm" c="var(--quiet)">{tMoney.available}{network && <> · {network}</>}</Text>
      <div className="amount">{formatUnits(balance.available, balance)}</div>
      <div style={{ marginBlock: 14 }}>
        <Facts
          rows={[
            [tMoney.releasable, formatUnits(balance.releasable, balance)],
            [tMoney.inTransit, formatUnits(balance.inTransit, balance)],
          ]}
        />
      </div>
      <Button variant="default" disabled={isZero(balance.available)} onClick={withdraw}>{tMoney.withdraw}</Button>
    </section>
  );
}

function WithdrawForm({ balance, close }: { balance: BalanceView; close: () => void }) {
  const form = useForm({
    initialValues: { amount: toInput(unitsToDecimal(balance.available, balance.decimals)) },
    validate: { amount: (value) => (decimalToUnits(value, balance.decimals) === null ? tOrder.notAmount : null) },
  });
  const send = useSubmit({ send: withdraw, stale: [keys.payouts.all, keys.balances.all], done: tMoney.withdrawn, onDone: close });
  const noAddress = send.error instanceof ApiError && send.error.code === "NO_PAYOUT_ADDRESS";
  return (
    <form onSubmit={form.onSubmit(({ amount }) => send.mutate({ assetId: balance.assetId, amount: decimalToUnits(amount, balance.decimals) ?? "0" }))}>
      <Stack>
        <TextInput
          label={tMoney.amount}
          description={tOrder.atMost(formatUnits(balance.available, balance))}
          inputMode="decimal"
          required
          data-autofocus
          rightSection={<Text size="sm" c="dimmed">{balance.symbol}</Text>}
          rightSectionWidth={70}
          {...form.getInputProps("amount")}
          error={form.errors.amount ?? formErrors(send.error).amount}
        />
        {send.error && <ErrorBox error={send.error} />}
        {noAddress && balance.rail === "chain" && <Link to="/account">{tMoney.noAddress}</Link>}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={send.isPending}>{tMoney.withdraw}</Button>
        </Group>
      </Stack>
    </form>
  );
}

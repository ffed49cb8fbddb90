import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { AddressText } from "@/components/Address";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { addressesQuery } from "@/features/accounts/api";
import { useNetworkName } from "@/features/payments/networkName";
import { t } from "@/i18n/common";
import { tMoney } from "@/i18n/money";
import { tOrder } from "@/i18n/order";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { compareDecimals, decimalToUnits, formatUnits, isZero, toInput, unitsToDecimal } from "@/lib/money";
import type { BalanceView } from "@/lib/types";
import { cardAccountQuery, withdraw } from "./api";

/** Money out of the balance: how much, where to, what it costs, what happens next. */
export function Withdraw({ balance, close }: { balance: BalanceView | null; close: () => void }) {
  return (
    <Modal opened={balance !== null} onClose={close} title={balance && tMoney.withdrawOf(balance.symbol)} size="lg">
      {balance && (balance.rail === "card" ? <ToCard balance={balance} close={close} /> : <ToAddress balance={balance} close={close} />)}
    </Modal>
  );
}

interface Props {
  balance: BalanceView;
  close: () => void;
}

function ToAddress({ balance, close }: Props) {
  const addresses = useQuery(addressesQuery);
  const network = useNetworkName(balance.chainId);
  return (
    <Loaded query={addresses} lines={3}>
      {({ items }) => {
        const address = items.find((one) => one.chainId === balance.chainId)?.address;
        if (!address) return <Missing says={tMoney.needAddress(network)} to="/account/payouts" label={tMoney.addAddress} close={close} />;
        const where = (
          <>
            <Line label={tMoney.network}>{network}</Line>
            <Line label={tMoney.to}><AddressText value={address} /></Line>
            <Line label={tMoney.fee}>{tMoney.feeNone}</Line>
          </>
        );
        return <WithdrawForm balance={balance} close={close} where={where} warning={tMoney.final} />;
      }}
    </Loaded>
  );
}

function ToCard({ balance, close }: Props) {
  const account = useQuery(cardAccountQuery);
  return (
    <Loaded query={account} lines={3}>
      {({ ready }) => (ready ? <WithdrawForm balance={balance} close={close} where={<Line label={tMoney.to}>{tMoney.card}</Line>} /> : <Missing says={tMoney.needCards} to="/payouts#cards" label={tMoney.setUpCards} close={close} />)}
    </Loaded>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" c="var(--quiet)">{label}</Text>
      <Text component="div">{children}</Text>
    </div>
  );
}

function Missing({ says, to, label, close }: { says: string; to: string; label: string; close: () => void }) {
  return (
    <Stack>
      <Text>{says}</Text>
      <Group justify="flex-end"><Button component={Link} to={to} onClick={close}>{label}</Button></Group>
    </Stack>
  );
}

function WithdrawForm({ balance, close, where, warning }: Props & { where: ReactNode; warning?: string }) {
  const most = toInput(unitsToDecimal(balance.available, balance.decimals));
  const form = useForm({ initialValues: { amount: most }, validate: { amount: (value) => problem(value, balance) } });
  const send = useSubmit({ send: withdraw, stale: [keys.payouts.all, keys.balances.all], done: tMoney.withdrawn, onDone: close });
  const units = decimalToUnits(form.values.amount, balance.decimals);
  return (
    <form onSubmit={form.onSubmit(({ amount }) => send.mutate({ assetId: balance.assetId, amount: decimalToUnits(amount, balance.decimals) ?? "0" }))}>
      <Stack>
        <div>
          <TextInput
            label={tMoney.amount}
            description={tOrder.atMost(formatUnits(balance.available, balance))}
            inputMode="decimal"
            dir="ltr"
            required
            data-autofocus
            rightSection={<Text size="sm" c="var(--quiet)">{balance.symbol}</Text>}
            rightSectionWidth={70}
            {...form.getInputProps("amount")}
            error={form.errors.amount ?? formErrors(send.error).amount}
          />
          <Anchor component="button" type="button" size="sm" mt={4} onClick={() => form.setFieldValue("amount", most)}>{tMoney.all}</Anchor>
        </div>
        {where}
        <Line label={tMoney.next}>{tMoney.nextText} {warning}</Line>
        {send.error && <ErrorBox error={send.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={send.isPending}>{units === null || isZero(units) ? tMoney.withdraw : `${tMoney.withdraw} ${formatUnits(units, balance)}`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function problem(typed: string, { decimals, available }: BalanceView): string | null {
  const units = decimalToUnits(typed, decimals);
  if (units === null || isZero(units)) return tOrder.notAmount;
  return compareDecimals(units, available) > 0 ? tOrder.tooMuch : null;
}

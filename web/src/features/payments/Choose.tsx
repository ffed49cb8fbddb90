import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tPay } from "@/i18n/pay";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import type { OrderView, PaymentOption, PaymentView } from "@/lib/types";
import { checkout, optionsQuery } from "./api";

interface Props {
  order: OrderView;
  current: PaymentView | null;
  done: () => void;
}

/** Card, or token and network, with what each costs. */
export function Choose({ order, current, done }: Props) {
  const query = useQuery(optionsQuery(order.id));
  return (
    <div className="narrow" style={{ marginInline: 0 }}>
      <Loaded query={query}>
        {(options) => (options.length === 0 ? <Empty title={tPay.none}>{tPay.noneHint}</Empty> : <Options order={order} options={options} current={current} done={done} />)}
      </Loaded>
    </div>
  );
}

function Options({ order, options, current, done }: Props & { options: PaymentOption[] }) {
  const isCard = (assetId: string) => options.find((option) => option.assetId === assetId)?.rail === "card";
  const form = useForm({
    initialValues: { assetId: current?.assetId ?? options[0]?.assetId ?? "", refundAddress: current?.refundAddress ?? "" },
    validate: { refundAddress: (value, { assetId }) => (isCard(assetId) || value.trim() === "" || /^0x[0-9a-fA-F]{40}$/.test(value.trim()) ? null : tPay.refundBad) },
  });
  const start = useSubmit({
    send: checkout,
    stale: [keys.payments.ofOrder(order.id)],
    onDone: ({ checkoutUrl }) => (checkoutUrl ? location.assign(checkoutUrl) : done()),
  });
  const byCard = isCard(form.values.assetId);
  return (
    <form onSubmit={form.onSubmit(({ assetId, refundAddress }) => start.mutate({ orderId: order.id, assetId, refundAddress: byCard ? null : refundAddress.trim() || null }))}>
      <Card title={tPay.choose}>
        <Stack gap="lg">
          <Text c="var(--quiet)">{tPay.chooseHint}</Text>
          <Radio.Group aria-label={tPay.choose} {...form.getInputProps("assetId")}>
            <Stack gap="sm">
              {options.map((option) => (
                <Radio.Card key={option.assetId} value={option.assetId} p="md" radius="md">
                  <Group wrap="nowrap">
                    <Radio.Indicator />
                    <div style={{ flex: 1, minWidth: 0 }}>
                      <Text fw={600}>{option.rail === "card" ? tPay.card : option.symbol}</Text>
                      <Text size="sm" c="var(--quiet)">{option.rail === "card" ? tPay.cardHint : option.network}</Text>
                    </div>
                    <Text fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>{formatUnits(option.amount, option)}</Text>
                  </Group>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
          {!byCard && (
            <TextInput
              label={tPay.refund}
              description={tPay.refundHint}
              placeholder="0x…"
              spellCheck={false}
              autoComplete="off"
              {...form.getInputProps("refundAddress")}
              error={form.errors.refundAddress ?? formErrors(start.error).refundAddress}
            />
          )}
          {start.error && <ErrorBox error={start.error} />}
          <Group>
            <Button type="submit" size="md" loading={start.isPending}>{byCard ? tPay.cardStart : tPay.start}</Button>
            {current && <Button variant="default" size="md" onClick={done}>{t.common.back}</Button>}
          </Group>
        </Stack>
      </Card>
    </form>
  );
}

import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Address } from "@/components/Address";
import { Card } from "@/components/bits";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tPay } from "@/i18n/pay";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { formatDuration } from "@/lib/time";
import type { OrderView, PaymentOption, PaymentView } from "@/lib/types";
import { checkout, optionsQuery } from "./api";
import { networksQuery } from "./assets";
import { refundProblem } from "./refund";

interface Props {
  order: OrderView;
  current: PaymentView | null;
  done: () => void;
}

/** Card, or token and network, with what each costs. */
export function Choose({ order, current, done }: Props) {
  const query = useQuery(optionsQuery(order.id));
  return (
    <Loaded query={query} lines={8}>
      {(options) => (options.length === 0 ? <Empty title={tPay.none}>{tPay.noneHint}</Empty> : <Options order={order} options={options} current={current} done={done} />)}
    </Loaded>
  );
}

function Options({ order, options, current, done }: Props & { options: PaymentOption[] }) {
  const isCard = (assetId: string) => options.find((option) => option.assetId === assetId)?.rail === "card";
  const [assetId, setAssetId] = useState(current?.assetId ?? options[0]?.assetId ?? "");
  const [refund, setRefund] = useState(current?.refundAddress ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const start = useSubmit({
    send: checkout,
    stale: [keys.payments.ofOrder(order.id)],
    onDone: ({ checkoutUrl }) => (checkoutUrl ? location.assign(checkoutUrl) : done()),
  });
  const byCard = isCard(assetId);
  const tokens = [...new Set(options.filter((option) => option.rail !== "card").map((option) => option.symbol))];
  const cards = options.filter((option) => option.rail === "card");
  const send = (event: FormEvent) => {
    event.preventDefault();
    const wrong = byCard ? null : refundProblem(refund);
    setProblem(wrong);
    if (wrong === null) start.mutate({ orderId: order.id, assetId, refundAddress: byCard ? null : refund.trim() || null });
  };
  return (
    <form onSubmit={send}>
      <Card title={tPay.choose}>
        <Stack gap="lg">
          <Text c="var(--quiet)">{tPay.chooseHint}</Text>
          <Radio.Group aria-label={tPay.choose} value={assetId} onChange={setAssetId}>
            <div className={tokens.length > 0 && cards.length > 0 ? "pay-choose" : undefined}>
              {tokens.length > 0 && (
                <Stack gap="md">
                  {tokens.map((symbol) => (
                    <div key={symbol}>
                      <Text component="h3" fz="1rem" fw={600} m={0} mb={8}>{symbol}</Text>
                      <div className="pay-ways">
                        {options.filter((option) => option.rail !== "card" && option.symbol === symbol).map((option) => <Way key={option.assetId} option={option} />)}
                      </div>
                    </div>
                  ))}
                  <Text size="sm" c="var(--quiet)">{tPay.networkFee}</Text>
                </Stack>
              )}
              {cards.length > 0 && (
                <div>
                  <Text component="h3" fz="1rem" fw={600} m={0} mb={8}>{tPay.orCard}</Text>
                  <Stack gap="sm">{cards.map((option) => <Way key={option.assetId} option={option} />)}</Stack>
                </div>
              )}
            </div>
          </Radio.Group>
          {!byCard && (
            <div>
              <TextInput
                label={tPay.refund}
                description={tPay.refundHint}
                placeholder="0x…"
                dir="ltr"
                spellCheck={false}
                autoComplete="off"
                maw={560}
                value={refund}
                onChange={({ currentTarget }) => {
                  setRefund(currentTarget.value);
                  setProblem(null);
                }}
                error={problem ?? formErrors(start.error).refundAddress}
              />
              {/^0x[0-9a-fA-F]{40}$/.test(refund.trim()) && <Text component="div" size="sm" mt={6}><Address value={refund.trim()} copy={false} /></Text>}
            </div>
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

/** One way to pay: where, how much, how long until it counts. */
function Way({ option }: { option: PaymentOption }) {
  const networks = useQuery(networksQuery).data;
  const card = option.rail === "card";
  const blockMs = networks?.find((network) => network.chainId === option.chainId)?.blockTimeMs;
  // Rounded up to minutes: a promise of seconds would be broken.
  const wait = blockMs == null ? null : formatDuration(Math.max(60, Math.ceil((option.confirmations * blockMs) / 60_000) * 60));
  return (
    <Radio.Card value={option.assetId} p="md" radius="md" className="pay-way">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={8} />
        <span className="net-badge" aria-hidden>{card ? "▭" : initials(option.network)}</span>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>{card ? tPay.card : option.network}</Text>
          <Text fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>{formatUnits(option.amount, option)}</Text>
          <Text size="sm" c="var(--quiet)">{card ? `${tPay.cardHint}. ${tPay.cardFee}.` : tPay.confirmations(option.confirmations, wait)}</Text>
        </div>
      </Group>
    </Radio.Card>
  );
}

/** `BNB Smart Chain` as `BS`: a badge without a logo, because a logo is somebody's. */
function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return (parts.length > 1 ? parts.slice(0, 2).map((part) => part[0]).join("") : name.slice(0, 2)).toUpperCase();
}

import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useId, useState } from "react";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { actOnOrder } from "@/features/orders/api";
import { useAsset } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { percent } from "@/i18n/format";
import { tStaff } from "@/i18n/staff";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { decimalToUnits, formatPrice, formatUnits, isZero, toInput, unitsToDecimal } from "@/lib/money";
import type { DisputeCase } from "@/lib/types";
import { Buttons } from "./parts";
import { inPrice, partOf, percentOf, type Split, splitOf } from "./split";

const words = tStaff.dispute.rule;

/** How the money in escrow is divided, with what each side would get while it is being decided. */
export function RulingForm({ dispute }: { dispute: DisputeCase }) {
  const { order, fee } = dispute;
  const asset = useAsset(order.assetId);
  const slider = useId();
  const [toSeller, setToSeller] = useState(() => partOf(order.held, 50));
  const [typed, setTyped] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const form = useForm({ initialValues: { reason: "" } });
  const rule = useSubmit({
    send: (reason: string) => actOnOrder(order.id, { action: "rule", toSeller, reason }),
    stale: [keys.disputes.all, keys.orders.all],
    done: words.done,
    onDone: () => setAsking(false),
  });
  const choose = (units: string) => {
    setToSeller(units);
    setTyped(null);
  };
  const read = typed === null ? toSeller : decimalToUnits(typed, asset.decimals);
  const fits = read !== null && BigInt(read) <= BigInt(order.held);
  const split = splitOf({ paidIn: order.paidIn, held: order.held, released: order.released, feeTaken: order.feeTaken, fee }, toSeller);
  const price = (units: string) => {
    const about = inPrice(units, order.paidIn, order.terms.total);
    return about === null ? null : words.about(formatPrice(about, order.terms.currency));
  };
  const share = percentOf(order.held, toSeller);
  return (
    <Card title={words.title}>
      <form onSubmit={form.onSubmit(() => setAsking(fits))}>
        <Stack gap="md">
          <Text>{words.lead}</Text>
          <div>
            <Group justify="space-between" mb={4}>
              <Text component="label" htmlFor={slider} size="sm" fw={500}>{words.share}</Text>
              <Text size="sm" className="num">{percent(share / 100)}</Text>
            </Group>
            <input id={slider} className="rule-range" type="range" min={0} max={100} step={1} value={share} aria-valuetext={words.shareOf(percent(share / 100))} onChange={(event) => choose(partOf(order.held, event.currentTarget.valueAsNumber))} />
            <Group gap="xs" mt="xs">
              <Button size="compact-sm" variant="default" onClick={() => choose("0")}>{words.allBuyer}</Button>
              <Button size="compact-sm" variant="default" onClick={() => choose(partOf(order.held, 50))}>{words.half}</Button>
              <Button size="compact-sm" variant="default" onClick={() => choose(order.held)}>{words.allSeller}</Button>
            </Group>
          </div>
          <TextInput
            label={words.exact}
            description={words.exactHint(formatUnits(order.held, asset))}
            inputMode="decimal"
            required
            value={typed ?? toInput(unitsToDecimal(toSeller, asset.decimals))}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setTyped(text);
              const units = decimalToUnits(text, asset.decimals);
              if (units !== null && BigInt(units) <= BigInt(order.held)) setToSeller(units);
            }}
            error={!fits && words.bad}
            rightSection={<Text size="sm" c="var(--quiet)">{asset.symbol}</Text>}
            rightSectionWidth={70}
          />
          {fits && <Gets split={split} asset={asset} price={price} />}
          <Textarea label={words.reason} description={words.reasonHint} required autosize minRows={3} maxRows={12} maxLength={5000} {...form.getInputProps("reason")} error={formErrors(rule.error).reason} />
          <Group justify="flex-end"><Button type="submit" disabled={!fits}>{words.go}</Button></Group>
        </Stack>
      </form>
      <Modal opened={asking} onClose={() => setAsking(false)} title={words.confirmTitle}>
        <Stack>
          <ul className="outcomes">
            <li>{isZero(split.seller) ? words.confirm.sellerNothing(order.seller.displayName) : words.confirm.seller(order.seller.displayName, formatUnits(split.seller, asset))}</li>
            <li>{isZero(split.buyer) ? words.confirm.buyerNothing(order.buyer.displayName) : words.confirm.buyer(order.buyer.displayName, formatUnits(split.buyer, asset))}</li>
            {!isZero(split.fee) && <li>{words.confirm.fee(formatUnits(split.fee, asset))}</li>}
          </ul>
          <Text>{words.confirm.final}</Text>
          {rule.error && <ErrorBox error={rule.error} />}
          <Buttons>
            <Button variant="default" onClick={() => setAsking(false)}>{t.common.back}</Button>
            <Button loading={rule.isPending} onClick={() => rule.mutate(form.values.reason)}>{words.confirmGo}</Button>
          </Buttons>
        </Stack>
      </Modal>
    </Card>
  );
}

function Gets({ split, asset, price }: { split: Split; asset: { symbol: string; decimals: number }; price: (units: string) => string | null }) {
  const rows: [string, string][] = [[words.sellerGets, split.seller], [words.buyerGets, split.buyer], [words.fee, split.fee]];
  return (
    <dl className="gets" aria-live="polite">
      {rows.map(([label, units]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd><span className="num">{formatUnits(units, asset)}</span>{price(units) && <span className="small">{price(units)}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

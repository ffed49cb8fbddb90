import { Text } from "@mantine/core";
import { TxLink } from "@/components/Address";
import { tPay } from "@/i18n/pay";
import { formatUnits } from "@/lib/money";
import type { PaymentView } from "@/lib/types";
import { useAssetName } from "./assets";

/** seen → n of m confirmations, or the card processor's word → in escrow */
export function Progress({ payment }: { payment: PaymentView }) {
  const { seen, confirmations, required } = payment.progress;
  const funded = payment.status === "paid";
  const deep = funded || (seen && confirmations >= required);
  const card = payment.rail === "card";
  const step = (done: boolean, now: boolean) => ({ className: done ? "done" : now ? "now" : undefined, "aria-current": now && !done ? ("step" as const) : undefined });
  return (
    <>
      <ol className="steps" aria-label={tPay.steps} aria-live="polite">
        <li {...step(seen || funded, true)}>{seen || funded ? (card ? tPay.step.cardSeen : tPay.step.seen) : tPay.step.waiting}</li>
        {card ? (
          <li {...step(funded, seen)}>{tPay.step.card}</li>
        ) : (
          <li {...step(deep, seen)}>
            {seen ? tPay.step.confirming(confirmations, required) : tPay.step.confirmingNone(required)}
            {seen && !deep && <Depth n={confirmations} of={required} />}
          </li>
        )}
        {payment.status === "underpaid" && <li {...step(false, deep)}>{tPay.step.rest}</li>}
        <li {...step(funded, deep && payment.status !== "underpaid")}>{tPay.step.funded}</li>
      </ol>
      {payment.transfers.length > 0 && <Transfers payment={payment} />}
    </>
  );
}

function Depth({ n, of }: { n: number; of: number }) {
  const label = tPay.step.confirming(n, of);
  return (
    <div className="depth" role="progressbar" aria-valuemin={0} aria-valuemax={of} aria-valuenow={n} aria-valuetext={label} aria-label={tPay.status}>
      <div style={{ inlineSize: of > 0 ? `${Math.min(100, (n / of) * 100)}%` : 0 }} />
    </div>
  );
}

/** The transfers that came, by their transactions. Whoever sent what isn't counted made its sender's address: it is not shown. */
function Transfers({ payment }: { payment: PaymentView }) {
  const assetName = useAssetName();
  return (
    <div style={{ marginBlockEnd: 12 }}>
      <Text size="sm" fw={600} mb={4}>{tPay.transfers}</Text>
      <ul className="plain">
        {payment.transfers.map((transfer) => (
          <Text size="sm" key={transfer.id} component="li" mb={6}>
            <span>{transfer.assetId ? `${formatUnits(transfer.amount, transfer.assetId === payment.assetId ? payment : assetName(transfer.assetId))} · ` : ""}{tPay.depositStates[transfer.status] ?? transfer.status}</span>
            {transfer.status !== "ignored" && <span><TxLink hash={transfer.txHash} url={transfer.explorerUrl} /></span>}
          </Text>
        ))}
      </ul>
    </div>
  );
}

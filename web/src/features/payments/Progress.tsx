import { Progress as Bar, Text } from "@mantine/core";
import { TxLink } from "@/components/bits";
import { tPay } from "@/i18n/pay";
import { formatUnits } from "@/lib/money";
import type { PaymentView } from "@/lib/types";

/** seen → n of m confirmations, or the card processor's word → in escrow */
export function Progress({ payment }: { payment: PaymentView }) {
  const { seen, confirmations, required } = payment.progress;
  const funded = payment.status === "paid";
  const deep = funded || (seen && confirmations >= required);
  const card = payment.rail === "card";
  return (
    <>
      <ol className="steps" aria-live="polite">
        <li className={seen || funded ? "done" : "now"}>{seen || funded ? (card ? tPay.step.cardSeen : tPay.step.seen) : tPay.step.waiting}</li>
        {card ? (
          <li className={funded ? "done" : seen ? "now" : undefined}>{tPay.step.card}</li>
        ) : (
          <li className={deep ? "done" : seen ? "now" : undefined}>
            {seen ? tPay.step.confirming(confirmations, required) : tPay.step.confirmingNone}
            {seen && !deep && <Bar value={required > 0 ? (confirmations / required) * 100 : 0} mt={8} aria-label={tPay.step.confirming(confirmations, required)} />}
          </li>
        )}
        <li className={funded ? "done" : undefined}>{tPay.step.funded}</li>
      </ol>
      {payment.transfers.length > 0 && <Transfers payment={payment} />}
    </>
  );
}

function Transfers({ payment }: { payment: PaymentView }) {
  return (
    <div style={{ marginBlockEnd: 12 }}>
      <Text size="sm" fw={600} mb={4}>{tPay.transfers}</Text>
      {payment.transfers.map((transfer) => (
        <Text size="sm" key={transfer.id} component="div" mb={4}>
          {transfer.assetId === payment.assetId ? formatUnits(transfer.amount, payment) : transfer.amount} · {tPay.depositStates[transfer.status] ?? transfer.status}
          <br />
          <TxLink hash={transfer.txHash} url={transfer.explorerUrl} />
        </Text>
      ))}
    </div>
  );
}

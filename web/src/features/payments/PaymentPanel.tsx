import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Address } from "@/components/Address";
import { Card, Qr } from "@/components/bits";
import { Copy, CopySaid } from "@/components/Copy";
import { Notice } from "@/components/Notice";
import { t } from "@/i18n/common";
import { tPay } from "@/i18n/pay";
import type { CopyOutcome } from "@/lib/clipboard";
import { formatUnits, isZero, unitsToDecimal } from "@/lib/money";
import type { PaymentView } from "@/lib/types";
import { PayClock } from "./PayClock";
import { Progress } from "./Progress";
import { isOpen } from "./situation";
import { Situations } from "./Situations";
import { WalletPay } from "./WalletPay";

/** Everything about one payment: what to send and where while it is open, and how far it is. `units`: it is for goods by the unit. */
export function PaymentPanel({ payment, units }: { payment: PaymentView; units: boolean }) {
  const sending = payment.status === "waiting" || payment.status === "underpaid";
  return (
    <div className={sending ? "split pay" : "narrow"} style={sending ? undefined : { marginInline: 0 }}>
      <div>
        <Situations payment={payment} units={units} />
        {sending && (payment.rail === "card" ? <CardPage payment={payment} /> : <Send payment={payment} />)}
      </div>
      <Card title={tPay.status}>
        <Stack gap="md">
          {sending && <PayClock until={payment.expiresAt} />}
          <Progress payment={payment} />
          {isOpen(payment) && <Text size="sm" c="var(--quiet)">{tPay.watch}</Text>}
          {payment.refundAddress && payment.status !== "paid" && (
            <div>
              <Text size="sm" c="var(--quiet)">{tPay.refundTo}</Text>
              <Address value={payment.refundAddress} copy={false} />
            </div>
          )}
        </Stack>
      </Card>
    </div>
  );
}

/** The card processor asks for the card on a page of its own. */
function CardPage({ payment }: { payment: PaymentView }) {
  return (
    <Card>
      <Stack gap="lg">
        <div>
          <Text size="sm" c="var(--quiet)">{tPay.cardGo}</Text>
          <span className="amount">{formatUnits(payment.amount, payment)}</span>
        </div>
        <Text>{tPay.cardWait}</Text>
        {payment.checkoutUrl && <Group><Button component="a" href={payment.checkoutUrl} size="md">{tPay.cardStart}</Button></Group>}
      </Stack>
    </Card>
  );
}

function Send({ payment }: { payment: PaymentView }) {
  const { address, chainId, uri } = payment;
  const [copied, setCopied] = useState<CopyOutcome | null>(null);
  if (!address || chainId == null || !uri) return null;
  const partly = !isZero(payment.remaining) && payment.remaining !== payment.amount;
  const due = isZero(payment.remaining) ? payment.amount : payment.remaining;
  const typed = unitsToDecimal(due, payment.decimals);
  const amount = formatUnits(due, payment);
  return (
    <Card>
      <Stack gap="lg">
        <div className="pay-send">
          <Stack gap="lg">
            <div>
              <Text size="sm" c="var(--quiet)">{partly ? tPay.sendRest : tPay.send}</Text>
              <Group gap="sm" wrap="nowrap">
                <span className="amount">{amount}</span>
                <Copy value={typed} label={t.common.copyAmount} onCopied={setCopied} />
              </Group>
              {copied === "different" && <CopySaid value={typed} outcome={copied} first="" last="" onLooked={setCopied} />}
            </div>
            <div>
              <Text size="sm" c="var(--quiet)">{tPay.onNetwork}</Text>
              <Text fw={600}>{payment.network} <Text span size="sm" fw={400} c="var(--quiet)">({tPay.chain(chainId)})</Text></Text>
            </div>
            <div>
              <Text size="sm" c="var(--quiet)">{tPay.to}</Text>
              <Address value={address} />
            </div>
          </Stack>
          <div>
            <Qr text={uri} label={tPay.qr(amount, payment.network)} />
            <Text size="sm" c="var(--quiet)" mt={6} ta="center">{tPay.scan}</Text>
          </div>
        </div>
        <Notice tone="orange">
          <Text size="sm">{tPay.only(payment.symbol, payment.network)}</Text>
          <Text size="sm" mt={4}>{tPay.exchange}</Text>
        </Notice>
        <WalletPay payment={payment} to={{ chainId, address }} amount={due} />
      </Stack>
    </Card>
  );
}

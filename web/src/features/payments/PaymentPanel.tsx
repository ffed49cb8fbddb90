import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { Address, Card, Copy, Countdown, Qr } from "@/components/bits";
import { t } from "@/i18n/common";
import { tPay } from "@/i18n/pay";
import { formatUnits, isZero, unitsToDecimal } from "@/lib/money";
import type { PaymentView } from "@/lib/types";
import { Progress } from "./Progress";
import { WalletButtons } from "./WalletButtons";

/** Everything about one payment: what to send and where while it is open, and how far it is. `units`: it is for goods by the unit. */
export function PaymentPanel({ payment, units }: { payment: PaymentView; units: boolean }) {
  const open = payment.status === "waiting" || payment.status === "underpaid";
  return (
    <div className={open ? "split" : "narrow"} style={open ? undefined : { marginInline: 0 }}>
      <div>
        <Situation payment={payment} units={units} />
        {open && (payment.rail === "card" ? <CardPage payment={payment} /> : <Send payment={payment} />)}
      </div>
      <Card title={tPay.status}>
        <Progress payment={payment} />
        {open && (
          <Text size="sm" c="var(--quiet)">
            {tPay.timeLeft}: <strong><Countdown to={payment.expiresAt} over={tPay.ended} /></strong>
          </Text>
        )}
        {(open || payment.status === "confirming") && <Text size="sm" c="var(--quiet)" mt="xs">{tPay.watch}</Text>}
      </Card>
    </div>
  );
}

/** What is special about it now, and what to do next. */
function Situation({ payment, units }: { payment: PaymentView; units: boolean }) {
  const say = (units: string) => formatUnits(units, payment);
  const surplus = BigInt(payment.paid) > BigInt(payment.amount) ? (BigInt(payment.paid) - BigInt(payment.amount)).toString() : null;
  const counted = payment.transfers.filter((x) => x.assetId === payment.assetId && x.status === "confirmed");
  const came = counted.reduce((sum, x) => sum + BigInt(x.amount), 0n);
  const extra = surplus ?? (came > BigInt(payment.amount) ? (came - BigInt(payment.amount)).toString() : null);
  return (
    <div className="notes">
      {payment.status === "paid" && (
        <Alert color="trust" title={tPay.funded} radius="md" role="status">
          <Text size="sm" mb="sm">{units ? <>{tPay.fundedUnits} <Link to="/tokens">{tPay.fundedTokens}</Link>.</> : tPay.fundedText}</Text>
          <Button component={Link} to={`/orders/${payment.orderId}`}>{tPay.toOrder}</Button>
        </Alert>
      )}
      {payment.status === "underpaid" && (
        <Alert color="orange" title={tPay.under} radius="md" role="status">{tPay.underText(say(payment.paid), say(payment.amount), say(payment.remaining))}</Alert>
      )}
      {extra && <Alert color="blue" title={tPay.over} radius="md">{tPay.overText(say(extra))}</Alert>}
      {payment.status === "expired" && <Alert color="gray" title={tPay.late} radius="md">{tPay.lateText}</Alert>}
      {payment.status === "replaced" && <Alert color="gray" title={tPay.replaced} radius="md" />}
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
  if (!address || chainId == null || !uri) return null;
  const due = isZero(payment.remaining) ? payment.amount : payment.remaining;
  return (
    <Card>
      <Stack gap="xl">
        <div>
          <Text size="sm" c="var(--quiet)">{tPay.send}</Text>
          <Group gap="sm" wrap="nowrap">
            <span className="amount">{formatUnits(due, payment)}</span>
            <Copy value={unitsToDecimal(due, payment.decimals)} label={t.common.copyAmount} />
          </Group>
        </div>
        <Group align="flex-start" gap="xl">
          <div style={{ flex: "1 1 260px", minWidth: 0 }}>
            <Text size="sm" c="var(--quiet)">{tPay.onNetwork}</Text>
            <Text fw={600} mb="md">{payment.network} <Text span size="sm" c="var(--quiet)">({chainId})</Text></Text>
            <Text size="sm" c="var(--quiet)">{tPay.to}</Text>
            <Address value={address} />
            <Text size="sm" mt="md">{tPay.only(payment.symbol, payment.network)}</Text>
          </div>
          <div style={{ flex: "0 1 240px" }}>
            <Qr text={uri} label={tPay.qr} />
            <Text size="sm" c="var(--quiet)" mt={6}>{tPay.scan}</Text>
          </div>
        </Group>
        <WalletButtons payment={payment} to={{ chainId, address }} amount={due} />
      </Stack>
    </Card>
  );
}

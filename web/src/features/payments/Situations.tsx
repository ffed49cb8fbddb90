import { Button, Text } from "@mantine/core";
import { Link } from "react-router";
import { Notice, type Tone } from "@/components/Notice";
import { tPay } from "@/i18n/pay";
import { formatUnits } from "@/lib/money";
import type { PaymentView } from "@/lib/types";
import { useAssetName } from "./assets";
import { type CaseSituation, situations, type Situation } from "./situation";

/** Each special thing about a payment: what happened, where the money is, what to do. `units`: it is for goods by the unit. */
export function Situations({ payment, units }: { payment: PaymentView; units: boolean }) {
  return (
    <div className="notes" aria-live="polite">
      {situations(payment).map((one, i) => <Told key={`${one.kind}${i}`} one={one} payment={payment} units={units} />)}
    </div>
  );
}

function Told({ one, payment, units }: { one: Situation; payment: PaymentView; units: boolean }) {
  switch (one.kind) {
    case "funded":
      return (
        <Notice tone="trust" title={tPay.funded}>
          <Text size="sm" mb="sm">{units ? <>{tPay.fundedUnits} <Link to="/tokens">{tPay.fundedTokens}</Link></> : tPay.fundedText}</Text>
          <Button component={Link} to={`/orders/${payment.orderId}`}>{tPay.toOrder}</Button>
        </Notice>
      );
    case "under": {
      const say = (amount: string) => formatUnits(amount, payment);
      return (
        <Notice tone="orange" title={tPay.under}>
          <Text size="sm">{tPay.underText(say(one.got), say(one.want), say(one.rest))}</Text>
          <Text size="sm" mt={6}>{tPay.underWhere}</Text>
        </Notice>
      );
    }
    case "wrongComing":
      return <Notice tone="orange" title={tPay.wrongComing}>{tPay.wrongComingText}</Notice>;
    case "dropped":
      return (
        <Notice tone="orange" title={tPay.dropped}>
          <Text size="sm">{tPay.droppedText}</Text>
          <Text size="sm" mt={6}>{tPay.droppedWhere}</Text>
        </Notice>
      );
    case "expired":
      return (
        <Notice tone="gray" title={tPay.expired}>
          <Text size="sm">{tPay.expiredText}</Text>
          <Text size="sm" mt={6}>{tPay.again}</Text>
        </Notice>
      );
    case "replaced":
      return <Notice tone="gray" title={tPay.replaced}>{tPay.replacedText}</Notice>;
    case "unknown":
      return <Notice tone="gray" title={tPay.unknown}>{tPay.unknownText}</Notice>;
    case "dust":
      return <Notice tone="gray" title={tPay.dust}>{tPay.dustText}</Notice>;
    default:
      return <Unmatched one={one} />;
  }
}

const TONES: Record<CaseSituation["kind"], Tone> = { over: "blue", late: "orange", twice: "orange", short: "orange", wrong: "orange", reversed: "red", mismatch: "orange" };

/** Money that did not match, and what becomes of it. */
function Unmatched({ one }: { one: CaseSituation }) {
  const assetName = useAssetName();
  const amount = formatUnits(one.sum.amount, assetName(one.sum.assetId));
  const words: Record<CaseSituation["kind"], [title: string, text: string]> = {
    over: [tPay.over, tPay.overText(amount)],
    late: [tPay.late, tPay.lateText(amount)],
    twice: [tPay.twice, tPay.twiceText(amount)],
    short: [tPay.short, tPay.shortText(amount)],
    wrong: [tPay.wrong, tPay.wrongText(amount)],
    reversed: [tPay.reversed, tPay.reversedText(amount)],
    mismatch: [tPay.mismatch, tPay.mismatchText(amount)],
  };
  const [title, text] = words[one.kind];
  return (
    <Notice tone={TONES[one.kind]} title={title}>
      <Text size="sm">{text}</Text>
      {/* Of a reversal nothing is given back: the text says what it means. */}
      {one.kind !== "reversed" && <Text size="sm" mt={6}>{one.decided ? tPay.cases[one.decided] : tPay.cases.open}</Text>}
    </Notice>
  );
}

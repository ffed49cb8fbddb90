import { Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, Facts, StateBadge } from "@/components/bits";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { tOrder } from "@/i18n/order";
import { tPay } from "@/i18n/pay";
import { formatPrice } from "@/lib/money";
import type { OfferView, Party, RequestView } from "@/lib/types";
import { History, OfferActions, turnOf } from "./OfferActions";
import { PartList, SellerStanding } from "./terms";

interface Props {
  request: RequestView;
  offer: OfferView;
  you: Party;
  /** Beside its total: the lowest, the fastest. */
  mark?: string;
  main?: boolean;
}

/** An offer with its latest terms, and what its reader can do about it. */
export function OfferCard({ request, offer, you, mark, main }: Props) {
  const { latest } = offer;
  const turn = turnOf(request, offer, you);
  const by = latest.author === you ? t.common.you : (tOrder.actors[latest.author] ?? "");
  return (
    <article className="card offer" style={{ marginBlockStart: 0 }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        {you === "buyer" ? <SellerStanding offer={offer} /> : <Text component="h3" m={0} fw={650} fz="1.05rem">{tMarket.offer.yours}</Text>}
        <StateBadge state={offer.status} words={tMarket.offer.states} />
      </Group>
      <div>
        <div className="amount">{formatPrice(you === "buyer" ? offer.buyerPays : latest.price, latest.currency)}{mark && <span className="mark">{mark}</span>}</div>
        <Text size="sm" c="var(--quiet)">{you === "buyer" ? tMarket.offer.total : tMarket.offer.price}</Text>
      </div>
      <Facts
        rows={[
          you === "buyer" && [tMarket.offer.price, formatPrice(latest.price, latest.currency)],
          [tMarket.offer.delivery, tMarket.offer.days(latest.deliveryDays)],
          [tMarket.offer.inspection, tMarket.offer.days(latest.inspectionDays)],
          [tMarket.offer.milestones, latest.milestones.length > 0 ? tMarket.offer.milestoneParts(latest.milestones.length) : tMarket.offer.oneGo],
        ]}
      />
      {latest.milestones.length > 0 && <PartList parts={latest.milestones} currency={latest.currency} />}
      {latest.message && <div className="prose">{latest.message}</div>}
      <Group gap="xs" justify="space-between">
        <Text size="sm" c="var(--quiet)">{tMarket.offer.revision(latest.revision)}, {tMarket.offer.by(by)} · <Ago at={latest.createdAt} /></Text>
        <History offer={offer} />
      </Group>
      {turn && <Text size="sm" fw={offer.mayAccept === you ? 600 : 400}>{turn}</Text>}
      <OfferActions request={request} offer={offer} you={you} main={main} />
      {offer.orderId && <Link to={`/orders/${offer.orderId}`}>{tPay.toOrder}</Link>}
    </article>
  );
}

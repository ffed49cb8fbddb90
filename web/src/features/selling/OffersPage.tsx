import { Button, Group, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { loadMyOffers, withdrawOffer } from "@/features/marketplace/api";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { OfferView } from "@/lib/types";
import { SellFrame } from "./SellFrame";
import { turnOf } from "./turn";

const o = tSelling.offers;
type Show = "all" | "open" | "ended";
const SHOWN: Record<Show, (offer: OfferView) => boolean> = { all: () => true, open: ({ status }) => status === "open", ended: ({ status }) => status !== "open" };

/** The offers that a seller made: whose turn it is, and what they can do about each. */
export default function OffersPage() {
  const query = usePages(keys.offers.mine({}), loadMyOffers);
  const [search, setSearch] = useSearchParams();
  const show: Show = search.get("show") === "open" ? "open" : search.get("show") === "ended" ? "ended" : "all";
  const find = <Button component={Link} to="/requests">{o.find}</Button>;
  const none = <Empty icon="offers" title={o.none} action={find}>{o.noneHint}</Empty>;
  return (
    <SellFrame title={tMarket.offer.mine}>
      <SegmentedControl
        mb="md"
        size="sm"
        aria-label={o.show}
        data={(["all", "open", "ended"] as const).map((value) => ({ value, label: o[value] }))}
        value={show}
        onChange={(value) => setSearch(value === "all" ? {} : { show: value }, { replace: true })}
      />
      <PagedList query={query} empty={none}>
        {(items) => {
          const shown = items.filter(SHOWN[show]);
          return shown.length === 0 ? none : <ul className="rows">{shown.map((offer) => <li key={offer.id}><Line offer={offer} /></li>)}</ul>;
        }}
      </PagedList>
    </SellFrame>
  );
}

function Line({ offer }: { offer: OfferView }) {
  const turn = turnOf(offer);
  const { latest } = offer;
  const [asking, setAsking] = useState(false);
  return (
    <div className="offer-line">
      <div>
        <div className="row-title">{offer.requestTitle}</div>
        <Text size="sm" c="var(--quiet)">
          {o.proposal(latest.revision)} · {o.terms(tMarket.offer.days(latest.deliveryDays), tMarket.offer.days(latest.inspectionDays))} · <Ago at={offer.updatedAt} />
        </Text>
      </div>
      <div className="sale-side">
        <Text fw={650} fz="1.1rem">{formatPrice(latest.price, latest.currency)}</Text>
      </div>
      <Group gap={8}>
        {turn ? <StateBadge state={turn === "theirs" ? "waiting_them" : "waiting"} words={{ waiting: o[turn], waiting_them: o.theirs }} /> : <StateBadge state={offer.status} words={tMarket.offer.states} />}
        {turn && <Text size="sm" c="var(--quiet)" style={{ flex: "1 1 260px" }}>{o.turn[turn]}</Text>}
      </Group>
      <Group className="does" gap="sm">
        {offer.orderId ? (
          <Button component={Link} to={`/orders/${offer.orderId}`} variant="default" size="xs">{o.order}</Button>
        ) : (
          <Button component={Link} to={`/requests/${offer.requestId}`} variant="default" size="xs">{turn === "yours" ? o.answer : turn ? o.revise : o.request}</Button>
        )}
        {turn && <Button variant="subtle" color="red" size="xs" onClick={() => setAsking(true)}>{o.withdraw}</Button>}
      </Group>
      <Modal opened={asking} onClose={() => setAsking(false)} title={o.withdrawAsk}>
        <Withdraw offer={offer} close={() => setAsking(false)} />
      </Modal>
    </div>
  );
}

function Withdraw({ offer, close }: { offer: OfferView; close: () => void }) {
  const end = useSubmit({ send: () => withdrawOffer(offer.id), stale: [keys.requests.all, keys.offers.all, keys.sales.all], done: o.withdrawn, onDone: close });
  return (
    <Stack>
      <Text>{o.withdrawHint}</Text>
      {end.error && <ErrorBox error={end.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button color="red" loading={end.isPending} onClick={() => end.mutate()}>{o.withdraw}</Button>
      </Group>
    </Stack>
  );
}

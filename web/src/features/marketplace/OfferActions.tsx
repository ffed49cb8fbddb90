import { Button, Group, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Ago } from "@/components/bits";
import { Confirm } from "@/components/Confirm";
import { Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { tOrder } from "@/i18n/order";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { OfferView, Party, RequestView } from "@/lib/types";
import { AcceptDialog } from "./AcceptDialog";
import { declineOffer, offerQuery, withdrawOffer } from "./api";
import { OfferDialog } from "./OfferForm";
import { PartList } from "./terms";

interface Props {
  request: RequestView;
  offer: OfferView;
  you: Party;
  /** The page has one main action; of several offers the first one's. */
  main?: boolean;
}

/** What a side can do about an open offer. The one main action of a page is accepting, and only where that is possible. */
export function OfferActions({ request, offer, you, main = true }: Props) {
  const [dialog, setDialog] = useState<"accept" | "counter" | null>(null);
  const close = () => setDialog(null);
  const stale = [keys.requests.all, keys.offers.all];
  const end = useSubmit({
    send: () => (you === "buyer" ? declineOffer(offer.id) : withdrawOffer(offer.id)),
    stale,
    done: you === "buyer" ? tMarket.offer.declined : tMarket.offer.withdrawn,
  });
  if (offer.status !== "open" || request.status !== "open") return null;
  const own = offer.latest.author === you;
  const word = you === "buyer" ? tMarket.offer.decline : tMarket.offer.withdraw;
  return (
    <>
      <Group gap={8}>
        {offer.mayAccept === you && <Button variant={main ? "filled" : "default"} onClick={() => setDialog("accept")}>{tMarket.offer.accept}</Button>}
        <Button variant="default" onClick={() => setDialog("counter")}>{you === "seller" && own ? tMarket.offer.revise : tMarket.offer.counter}</Button>
        <Confirm
          size="sm" variant="subtle" color="red" px={10}
          label={word}
          title={you === "buyer" ? tMarket.offer.declineTitle : tMarket.offer.withdrawTitle}
          text={you === "buyer" ? tMarket.offer.declineText(offer.seller.displayName) : tMarket.offer.withdrawText}
          action={word}
          busy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate()}
        />
      </Group>
      <OfferDialog opened={dialog === "counter"} close={close} request={request} offer={offer} you={you} />
      <AcceptDialog opened={dialog === "accept"} close={close} offer={offer} you={you} others={Math.max(0, request.offerCount - 1)} />
    </>
  );
}

/** Whose turn it is, in words for one side; nothing when the offer is over. */
export function turnOf(request: RequestView, offer: OfferView, you: Party): string | null {
  if (offer.status !== "open" || request.status !== "open") return null;
  if (!offer.mayAccept) return you === "buyer" ? tMarket.offer.outdatedBuyer : tMarket.offer.outdated;
  if (offer.mayAccept === you) return tMarket.offer.yourTurn;
  return you === "buyer" ? tMarket.offer.waitSeller : tMarket.offer.waitBuyer;
}

/** Every proposal of either side, as it was made. */
export function History({ offer }: { offer: OfferView }) {
  const [opened, setOpened] = useState(false);
  const query = useQuery({ ...offerQuery(offer.id), enabled: opened });
  if (offer.latest.revision < 2) return null;
  return (
    <>
      <Button variant="subtle" size="compact-sm" px={8} mx={-8} color="gray" c="var(--quiet)" td="underline" onClick={() => setOpened(true)}>{tMarket.offer.history}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={tMarket.offer.historyTitle} size="lg">
        <Loaded query={query} lines={4}>
          {({ revisions }) => <ol className="steps">{revisions.map((revision) => <Proposal key={revision.revision} revision={revision} />)}</ol>}
        </Loaded>
      </Modal>
    </>
  );
}

function Proposal({ revision }: { revision: OfferView["latest"] }) {
  const { price, currency, author, deliveryDays, inspectionDays, createdAt, message, milestones } = revision;
  return (
    <li className="done">
      <div><strong>{formatPrice(price, currency)}</strong> <span className="quiet">{tMarket.offer.by(tOrder.actors[author] ?? "")} · <Ago at={createdAt} /></span></div>
      <div className="quiet">{tMarket.offer.delivery}: {tMarket.offer.days(deliveryDays)} · {tMarket.offer.inspection}: {tMarket.offer.days(inspectionDays)}</div>
      {milestones.length > 0 && <PartList parts={milestones} currency={currency} />}
      {message && <div className="prose">{message}</div>}
    </li>
  );
}

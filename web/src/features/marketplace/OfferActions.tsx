import { Button, Group } from "@mantine/core";
import { lazy, useState } from "react";
import { Confirm } from "@/components/Confirm";
import { ahead, Later } from "@/components/Later";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import type { OfferView, Party, RequestView } from "@/lib/types";
import { declineOffer, withdrawOffer } from "./api";

const accepting = () => import("./AcceptDialog");
const AcceptDialog = lazy(accepting);
const offering = () => import("./OfferDialog");
const OfferDialog = lazy(offering);
const history = () => import("./HistoryDialog");
const HistoryDialog = lazy(history);

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
        {offer.mayAccept === you && <Button variant={main ? "filled" : "default"} aria-haspopup="dialog" {...ahead(accepting)} onClick={() => setDialog("accept")}>{tMarket.offer.accept}</Button>}
        <Button variant="default" aria-haspopup="dialog" {...ahead(offering)} onClick={() => setDialog("counter")}>{you === "seller" && own ? tMarket.offer.revise : tMarket.offer.counter}</Button>
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
      <Later opened={dialog === "counter"}>{(shown) => <OfferDialog opened={shown} close={close} request={request} offer={offer} you={you} />}</Later>
      <Later opened={dialog === "accept"}>{(shown) => <AcceptDialog opened={shown} close={close} offer={offer} you={you} others={Math.max(0, request.offerCount - 1)} />}</Later>
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

/** Opens what was proposed before, where there is any. */
export function History({ offer }: { offer: OfferView }) {
  const [opened, setOpened] = useState(false);
  if (offer.latest.revision < 2) return null;
  return (
    <>
      <Button variant="subtle" size="compact-sm" px={8} mx={-8} color="gray" c="var(--quiet)" td="underline" aria-haspopup="dialog" {...ahead(history)} onClick={() => setOpened(true)}>{tMarket.offer.history}</Button>
      <Later opened={opened}>{(shown) => <HistoryDialog opened={shown} close={() => setOpened(false)} offer={offer} />}</Later>
    </>
  );
}

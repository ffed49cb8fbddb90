import { Modal } from "@mantine/core";
import { tMarket } from "@/i18n/market";
import type { OfferView, Party, RequestView } from "@/lib/types";
import { OfferForm } from "./OfferForm";

interface Props {
  opened: boolean;
  close: () => void;
  request: RequestView;
  offer: OfferView;
  you: Party;
}

/** New terms for an offer. */
export default function OfferDialog({ opened, close, request, offer, you }: Props) {
  const title = you === "seller" && offer.latest.author === "seller" ? tMarket.offer.revise : tMarket.offer.counter;
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg" keepMounted={false}>
      <OfferForm request={request} offer={offer} you={you} close={close} />
    </Modal>
  );
}

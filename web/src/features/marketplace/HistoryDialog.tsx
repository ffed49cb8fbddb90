import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Ago } from "@/components/bits";
import { Loaded } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { tOrder } from "@/i18n/order";
import { formatPrice } from "@/lib/money";
import type { OfferView } from "@/lib/types";
import { offerQuery } from "./api";
import { PartList } from "./terms";

/** Every proposal of either side, as it was made. */
export default function HistoryDialog({ opened, close, offer }: { opened: boolean; close: () => void; offer: OfferView }) {
  const query = useQuery({ ...offerQuery(offer.id), enabled: opened });
  return (
    <Modal opened={opened} onClose={close} title={tMarket.offer.historyTitle} size="lg">
      <Loaded query={query} lines={4}>
        {({ revisions }) => <ol className="steps">{revisions.map((revision) => <Proposal key={revision.revision} revision={revision} />)}</ol>}
      </Loaded>
    </Modal>
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

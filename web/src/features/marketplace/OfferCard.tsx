import { Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { Ago, Facts, StateBadge } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { tOrder } from "@/i18n/order";
import { tPay } from "@/i18n/pay";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { OfferView, Party, RequestView } from "@/lib/types";
import { AcceptDialog } from "./AcceptDialog";
import { declineOffer, offerQuery, withdrawOffer } from "./api";
import { OfferDialog } from "./OfferForm";

interface Props {
  request: RequestView;
  offer: OfferView;
  you: Party;
}

/** An offer with its latest terms, and what its reader can do about it. */
export function OfferCard({ request, offer, you }: Props) {
  const { latest } = offer;
  const open = offer.status === "open" && request.status === "open";
  const yourTurn = open && latest.author !== you;
  const outdated = open && !offer.mayAccept;
  return (
    <article className="card" style={{ marginBlockStart: 0, display: "flex", flexDirection: "column", gap: 14 }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600} truncate>{you === "buyer" ? offer.seller.displayName : tMarket.offer.yours}</Text>
          <Text size="sm" c="var(--quiet)">
            {tMarket.offer.revision(latest.revision)}, {tMarket.offer.by(latest.author === you ? t.common.you : (tOrder.actors[latest.author] ?? ""))} · <Ago at={latest.createdAt} />
          </Text>
        </div>
        <StateBadge state={offer.status} words={tMarket.offer.states} />
      </Group>
      <div className="amount">{formatPrice(latest.price, latest.currency)}</div>
      <Facts
        rows={[
          [tMarket.offer.delivery, tMarket.offer.days(latest.deliveryDays)],
          [tMarket.offer.inspection, tMarket.offer.days(latest.inspectionDays)],
        ]}
      />
      {latest.message && <div className="prose">{latest.message}</div>}
      <History offer={offer} />
      {offer.orderId && <Button component={Link} to={`/orders/${offer.orderId}`} variant="light">{tPay.toOrder}</Button>}
      {open && (
        <>
          <Text size="sm" c="var(--quiet)">{outdated ? tMarket.offer.outdated : yourTurn ? tMarket.offer.yourTurn : you === "buyer" ? tMarket.offer.waitSeller : tMarket.offer.waitBuyer}</Text>
          <Answers request={request} offer={offer} you={you} yourTurn={yourTurn} />
        </>
      )}
    </article>
  );
}

function Answers({ request, offer, you, yourTurn }: Props & { yourTurn: boolean }) {
  const [dialog, setDialog] = useState<"accept" | "counter" | null>(null);
  const stale = [keys.requests.all, keys.offers.all];
  const end = useSubmit({
    send: () => (you === "buyer" ? declineOffer(offer.id) : withdrawOffer(offer.id)),
    stale,
    done: you === "buyer" ? tMarket.offer.declined : tMarket.offer.withdrawn,
  });
  const close = () => setDialog(null);
  return (
    <Stack gap="sm" mt="auto">
      <Group gap={8}>
        {offer.mayAccept === you && <Button onClick={() => setDialog("accept")}>{tMarket.offer.accept}</Button>}
        <Button variant="default" onClick={() => setDialog("counter")}>{you === "seller" && !yourTurn ? tMarket.offer.revise : tMarket.offer.counter}</Button>
        <Button variant="subtle" color="red" px={10} loading={end.isPending} onClick={() => end.mutate()}>{you === "buyer" ? tMarket.offer.decline : tMarket.offer.withdraw}</Button>
      </Group>
      {end.error && <ErrorBox error={end.error} />}
      <OfferDialog opened={dialog === "counter"} close={close} request={request} offer={offer} you={you} />
      <AcceptDialog opened={dialog === "accept"} close={close} offer={offer} you={you} />
    </Stack>
  );
}

/** Every proposal of either side, as it was made. */
function History({ offer }: { offer: OfferView }) {
  const [open, { toggle }] = useDisclosure();
  const query = useQuery({ ...offerQuery(offer.id), enabled: open });
  if (offer.latest.revision < 2) return null;
  return (
    <div>
      <Button variant="subtle" size="compact-sm" px={8} ml={-8} onClick={toggle} aria-expanded={open}>{tMarket.offer.history}</Button>
      <Collapse expanded={open}>
        <Loaded query={query} lines={2}>
          {({ revisions }) => (
            <ol className="steps" style={{ marginBlockStart: 10 }}>
              {revisions.map((revision: OfferView["latest"]) => (
                <li key={revision.revision} className="done">
                  <Text size="sm" fw={600}>{formatPrice(revision.price, revision.currency)} · {tMarket.offer.by(tOrder.actors[revision.author] ?? "")}</Text>
                  <Text size="sm" c="var(--quiet)">
                    {tMarket.offer.days(revision.deliveryDays)} / {tMarket.offer.days(revision.inspectionDays)} · <Ago at={revision.createdAt} />
                  </Text>
                  {revision.message && <Text size="sm" className="prose">{revision.message}</Text>}
                </li>
              ))}
            </ol>
          )}
        </Loaded>
      </Collapse>
    </div>
  );
}


import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Facts } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { formatPrice, isZero } from "@/lib/money";
import { formatDuration } from "@/lib/time";
import type { OfferView, Party } from "@/lib/types";
import { acceptOffer, previewQuery } from "./api";
import { PartList } from "./terms";

interface Props {
  opened: boolean;
  close: () => void;
  offer: OfferView;
  you: Party;
  /** Other open offers, which end with this. */
  others: number;
}

/** Says exactly who gets what, when, and what happens if nobody acts, before anybody agrees. */
export default function AcceptDialog({ opened, close, offer, you, others }: Props) {
  const navigate = useNavigate();
  const { revision, milestones } = offer.latest;
  const query = useQuery({ ...previewQuery(offer.id, revision), enabled: opened });
  const accept = useSubmit({
    send: () => acceptOffer(offer.id, revision),
    stale: [keys.requests.all, keys.offers.all, keys.orders.all],
    onDone: ({ orderId }) => void navigate(you === "buyer" ? `/orders/${orderId}/pay` : `/orders/${orderId}`),
  });
  // Proposed anew while this was open: the figures would be of other terms than those that are accepted.
  const stale = query.data !== undefined && query.data.revision !== revision;
  return (
    <Modal opened={opened} onClose={close} title={tMarket.accept.title} size="lg">
      <Loaded query={query}>
        {({ fee, currency, periods }) => {
          const price = (amount: string) => formatPrice(amount, currency);
          return (
            <Stack gap="lg">
              <Text>{tMarket.accept.intro}</Text>
              <Facts
                rows={[
                  [tMarket.accept.price, price(fee.price)],
                  !isZero(fee.buyerFee) && [tMarket.accept.feeBuyer, price(fee.buyerFee)],
                  !isZero(fee.sellerFee) && [tMarket.accept.feeSeller, price(fee.sellerFee)],
                  [you === "buyer" ? tMarket.accept.youPay : tMarket.accept.buyerPays, price(fee.total), "total"],
                  [you === "seller" ? tMarket.accept.youGet : tMarket.accept.sellerGets, price(fee.sellerGets), "total"],
                ]}
              />
              {milestones.length > 0 && <PartList parts={milestones} currency={currency} />}
              <div>
                <Text fw={600} mb={6}>{tMarket.accept.periods}</Text>
                <List spacing={6} size="sm">
                  <List.Item>{tMarket.accept.payment(formatDuration(periods.paymentS))}</List.Item>
                  <List.Item>{tMarket.accept.deliver(formatDuration(periods.deliveryS))}</List.Item>
                  <List.Item>{tMarket.accept.inspect(formatDuration(periods.inspectionS))}</List.Item>
                  <List.Item>{tMarket.accept.dispute(formatDuration(periods.disputeS))}</List.Item>
                  {others > 0 && <List.Item>{tMarket.accept.othersEnd}</List.Item>}
                </List>
              </div>
            </Stack>
          );
        }}
      </Loaded>
      {stale && <Alert color="orange" radius="md" mt="md" role="alert">{tMarket.accept.changed}</Alert>}
      {accept.error && <ErrorBox error={accept.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button disabled={!query.data || stale} loading={accept.isPending} onClick={() => accept.mutate()}>{tMarket.accept.confirm}</Button>
      </Group>
    </Modal>
  );
}

import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Facts } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/en";
import { keys } from "@/lib/keys";
import { formatPrice, isZero } from "@/lib/money";
import { formatDuration } from "@/lib/time";
import type { OfferView, Party } from "@/lib/types";
import { acceptOffer, previewQuery } from "./api";

/** Says exactly who gets what, when, and what happens if nobody acts, before anybody agrees. */
export function AcceptDialog({ opened, close, offer }: { opened: boolean; close: () => void; offer: OfferView; you: Party }) {
  const navigate = useNavigate();
  const { revision } = offer.latest;
  const query = useQuery({ ...previewQuery(offer.id, revision), enabled: opened });
  const accept = useSubmit({
    send: () => acceptOffer(offer.id, revision),
    stale: [keys.requests.all, keys.offers.all, keys.orders.all],
    onDone: ({ orderId }) => void navigate(`/orders/${orderId}`),
  });
  return (
    <Modal opened={opened} onClose={close} title={t.accept.title} size="lg">
      <Loaded query={query}>
        {({ fee, currency, periods }) => {
          const price = (amount: string) => formatPrice(amount, currency);
          return (
            <Stack gap="lg">
              <Text>{t.accept.intro}</Text>
              <Facts
                rows={[
                  [t.accept.price, price(fee.price)],
                  !isZero(fee.buyerFee) && [t.accept.feeBuyer, price(fee.buyerFee)],
                  !isZero(fee.sellerFee) && [t.accept.feeSeller, price(fee.sellerFee)],
                  [t.accept.buyerPays, price(fee.total), "total"],
                  [t.accept.sellerGets, price(fee.sellerGets), "total"],
                ]}
              />
              <div>
                <Text fw={600} mb={6}>{t.accept.periods}</Text>
                <List spacing={6} size="sm">
                  <List.Item>{t.accept.payment(formatDuration(periods.paymentS))}</List.Item>
                  <List.Item>{t.accept.deliver(formatDuration(periods.deliveryS))}</List.Item>
                  <List.Item>{t.accept.inspect(formatDuration(periods.inspectionS))}</List.Item>
                  <List.Item>{t.accept.dispute(formatDuration(periods.disputeS))}</List.Item>
                </List>
              </div>
            </Stack>
          );
        }}
      </Loaded>
      {accept.error && <ErrorBox error={accept.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button disabled={!query.data} loading={accept.isPending} onClick={() => accept.mutate()}>{t.accept.confirm}</Button>
      </Group>
    </Modal>
  );
}

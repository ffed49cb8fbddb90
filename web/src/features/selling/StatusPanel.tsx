import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "react-router";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { setListingStatus } from "@/features/goods/api";
import { heldBack } from "@/features/goods/ListingState";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";
import RejectedNote from "./RejectedNote";

/** On sale, off sale, gone; and what the platform says of it. */
export function StatusPanel({ listing }: { listing: ListingView }) {
  const { id, status, own } = listing;
  const stale = [keys.listings.all];
  const publish = useSubmit({ send: () => setListingStatus(id, "active"), stale, done: own?.moderation === "approved" ? tSelling.published : tSelling.publishedLater });
  const pause = useSubmit({ send: () => setListingStatus(id, "paused"), stale, done: tSelling.pausedDone });
  const [removing, { open, close }] = useDisclosure();
  const onSale = status === "active" || status === "sold_out";
  const error = publish.error ?? pause.error;
  return (
    <Card title={own && heldBack(listing) ? tGoods.moderation[own.moderation] : tGoods.states[status]}>
      <Stack gap="sm">
        {own?.moderation === "pending" && <Alert color="blue" variant="light" radius="md">{tSelling.waiting}</Alert>}
        {own?.moderation === "rejected" && <RejectedNote>{own.moderationNote}</RejectedNote>}
        <Group gap="sm">
          {onSale ? (
            <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>{tSelling.pause}</Button>
          ) : (
            <Button loading={publish.isPending} onClick={() => publish.mutate()}>{status === "paused" ? tSelling.resume : tSelling.publish}</Button>
          )}
          <Button variant="subtle" color="red" onClick={open}>{tSelling.remove}</Button>
        </Group>
        {error && <ErrorBox error={error} />}
      </Stack>
      <Modal opened={removing} onClose={close} title={tSelling.removeAsk}>
        <Remove id={id} close={close} />
      </Modal>
    </Card>
  );
}

function Remove({ id, close }: { id: string; close: () => void }) {
  const navigate = useNavigate();
  const remove = useSubmit({ send: () => setListingStatus(id, "removed"), stale: [keys.listings.all], done: tSelling.removed, onDone: () => void navigate("/sell/listings") });
  return (
    <Stack>
      <Text>{tSelling.removeHint}</Text>
      {remove.error && <ErrorBox error={remove.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>{tSelling.remove}</Button>
      </Group>
    </Stack>
  );
}

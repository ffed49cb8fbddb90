import { Button, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Ago, Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { loadModerated, moderate } from "@/features/goods/api";
import { ListingState } from "@/features/goods/ListingState";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { tStaff } from "@/i18n/staff";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import type { ListingView, Moderation } from "@/lib/types";

export default function ListingsPage() {
  const [moderation, setModeration] = useState<Moderation>("pending");
  const [rejecting, setRejecting] = useState<string | null>(null);
  const query = usePages(keys.listings.moderation({ moderation }), (cursor) => loadModerated({ moderation }, cursor));
  const approve = useSubmit({ send: moderate, stale: [keys.listings.all], done: tGoods.staff.approved });
  return (
    <Page
      title={tGoods.staff.title}
      narrow
      actions={
        <Select
          aria-label={tStaff.state}
          allowDeselect={false}
          data={Object.entries(tGoods.moderation).map(([value, label]) => ({ value, label }))}
          value={moderation}
          onChange={(value) => setModeration(value as Moderation)}
        />
      }
    >
      {approve.error && <ErrorBox error={approve.error} />}
      <PagedList query={query} empty={<Empty title={tGoods.staff.none} />}>
        {(items) =>
          items.map((listing) => (
            <Listing
              key={listing.id}
              listing={listing}
              approving={approve.isPending && approve.variables?.id === listing.id}
              approve={() => approve.mutate({ id: listing.id, moderation: "approved", note: null })}
              reject={() => setRejecting(listing.id)}
            />
          ))
        }
      </PagedList>
      <Modal opened={rejecting !== null} onClose={() => setRejecting(null)} title={tGoods.staff.rejectTitle}>
        {rejecting && <RejectForm id={rejecting} close={() => setRejecting(null)} />}
      </Modal>
    </Page>
  );
}

function Listing({ listing, approve, approving, reject }: { listing: ListingView; approve: () => void; approving: boolean; reject: () => void }) {
  const { own } = listing;
  return (
    <Card title={listing.serviceName} actions={<Group gap={8}><ListingState listing={listing} /></Group>}>
      <Stack gap="md">
        <div className="prose">{listing.description}</div>
        <Facts
          rows={[
            [tGoods.staff.seller, <>{listing.seller.displayName} · <Ago at={listing.createdAt} /></>],
            [tGoods.listing.kind, tGoods.kinds[listing.fulfilment]],
            [tGoods.staff.price, formatPrice(listing.pricePerUnit, listing.currency)],
            [tGoods.listing.unit, listing.unitDescription],
            own?.gateway ? [tGoods.staff.service, <span key="s" className="mono">{own.gateway.upstreamUrl}</span>] : null,
          ]}
        />
        {own?.moderationNote && <Text size="sm" c="var(--quiet)">{own.moderationNote}</Text>}
        <Group gap="sm">
          {own?.moderation !== "approved" && <Button loading={approving} onClick={approve}>{tGoods.staff.approve}</Button>}
          {own?.moderation !== "rejected" && <Button variant="default" onClick={reject}>{tGoods.staff.reject}</Button>}
        </Group>
      </Stack>
    </Card>
  );
}

function RejectForm({ id, close }: { id: string; close: () => void }) {
  const form = useForm({ initialValues: { note: "" } });
  const reject = useSubmit({ send: moderate, stale: [keys.listings.all], done: tGoods.staff.rejected, onDone: close });
  return (
    <form onSubmit={form.onSubmit(({ note }) => reject.mutate({ id, moderation: "rejected", note }))}>
      <Stack>
        <Textarea label={tGoods.staff.note} required maxLength={1_000} autosize minRows={3} data-autofocus {...form.getInputProps("note")} error={formErrors(reject.error).note} />
        {reject.error && <ErrorBox error={reject.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" color="red" loading={reject.isPending}>{tGoods.staff.reject}</Button>
        </Group>
      </Stack>
    </form>
  );
}

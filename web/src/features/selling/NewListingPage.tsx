import { useNavigate } from "react-router";
import { Page } from "@/components/Page";
import { useSubmit } from "@/components/submit";
import { createListing } from "@/features/goods/api";
import { g } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { BLANK, toNew } from "./fields";
import { ListingForm } from "./ListingForm";

export default function NewListingPage() {
  const navigate = useNavigate();
  const create = useSubmit({ send: createListing, stale: [keys.listings.all], done: g.sell.created, onDone: ({ id }) => void navigate(`/sell/${id}/edit`, { replace: true }) });
  return (
    <Page title={g.sell.newTitle} subtitle={g.sell.newHint} back={{ to: "/sell", label: g.sell.mine }} narrow>
      <ListingForm initial={BLANK} existing={false} send={(fields) => create.mutate(toNew(fields))} sending={create.isPending} error={create.error} label={g.sell.saveDraft} />
    </Page>
  );
}

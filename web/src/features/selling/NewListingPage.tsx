import { useNavigate } from "react-router";
import { Page } from "@/components/Page";
import { useSubmit } from "@/components/submit";
import { createListing } from "@/features/goods/api";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import { BLANK, toNew } from "./fields";
import { ListingForm } from "./ListingForm";

export default function NewListingPage() {
  const navigate = useNavigate();
  const create = useSubmit({ send: createListing, stale: [keys.listings.all], done: tSelling.created, onDone: ({ id }) => void navigate(`/sell/${id}/edit`, { replace: true }) });
  return (
    <Page title={tSelling.newTitle} subtitle={tSelling.newHint} back={{ to: "/sell/listings", label: tSelling.mine }} narrow>
      <ListingForm initial={BLANK} existing={false} send={(fields) => create.mutate(toNew(fields))} sending={create.isPending} error={create.error} label={tSelling.saveDraft} />
    </Page>
  );
}

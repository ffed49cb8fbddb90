import { StateBadge } from "@/components/bits";
import { tGoods } from "@/i18n/goods";
import type { ListingView } from "@/lib/types";

type Standing = Pick<ListingView, "status" | "own">;

/** Its seller has put it on sale, but the platform does not let it be shown. */
export const heldBack = ({ status, own }: Standing) => own != null && own.moderation !== "approved" && (status === "active" || status === "sold_out");

/** Where a listing stands, in a word or two. What is not approved is never called on sale. */
export function ListingState({ listing }: { listing: Standing }) {
  const { status, own } = listing;
  return (
    <>
      {own && own.moderation !== "approved" && <StateBadge state={own.moderation} words={tGoods.moderation} />}
      {!heldBack(listing) && <StateBadge state={status} words={tGoods.states} />}
    </>
  );
}

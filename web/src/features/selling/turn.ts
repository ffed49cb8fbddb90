import type { OfferView } from "@/lib/types";

/** Whose turn it is with an open offer, as its seller sees it; null when it is over. `outdated`: the request has changed since. */
export function turnOf({ status, mayAccept }: Pick<OfferView, "status" | "mayAccept">): "yours" | "theirs" | "outdated" | null {
  if (status !== "open") return null;
  if (!mayAccept) return "outdated";
  return mayAccept === "seller" ? "yours" : "theirs";
}

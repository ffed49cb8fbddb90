// What was found, in one form for the page and the palette.
import type { IconName } from "@/components/Icon";
import { formatPrice } from "@/lib/money";
import { formatDay } from "@/lib/time";
import type { Found } from "./api";

export type FoundKind = keyof Found;

export interface FoundItem {
  to: string;
  label: string;
  note: string;
  icon: IconName;
}

const KINDS: { [K in FoundKind]: (one: Found[K][number]) => FoundItem } = {
  requests: ({ id, title, budgetMin, budgetMax, currency }) => {
    const budget = budgetMax ?? budgetMin;
    return { to: `/requests/${id}`, label: title, note: budget ? formatPrice(budget, currency) : "", icon: "browse" };
  },
  listings: ({ id, serviceName, pricePerUnit, currency }) => ({ to: `/listings/${id}`, label: serviceName, note: formatPrice(pricePerUnit, currency), icon: "goods" }),
  shops: ({ slug, name, ownerName }) => ({ to: `/shops/${slug}`, label: name, note: ownerName, icon: "shop" }),
  orders: ({ id, title, createdAt }) => ({ to: `/orders/${id}`, label: title, note: formatDay(createdAt), icon: "orders" }),
};

/** Kinds with something found; one's own first. */
export function foundGroups(found: Found | undefined): { kind: FoundKind; items: FoundItem[] }[] {
  if (!found) return [];
  const of = <K extends FoundKind>(kind: K) => ({ kind, items: found[kind].map(KINDS[kind] as (one: Found[K][number]) => FoundItem) });
  return [of("orders"), of("requests"), of("listings"), of("shops")].filter(({ items }) => items.length > 0);
}

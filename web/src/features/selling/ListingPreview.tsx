import { Card } from "@/components/bits";
import { ListingCard } from "@/features/goods/ListingCard";
import { tSelling } from "@/i18n/selling";
import { readDecimal } from "@/lib/money";
import { useUser } from "@/lib/session";
import type { Fields } from "./fields";

interface Props {
  fields: Fields;
  categories: { id: string; slug: string; name: string }[];
}

/** The listing among others, as it is being written. To be looked at, not used. */
export function ListingPreview({ fields, categories }: Props) {
  const user = useUser();
  if (!user) return null;
  const listing = {
    id: "preview", seller: { id: user.id, displayName: user.displayName }, category: categories.find(({ id }) => id === fields.categoryId) ?? null, serviceName: fields.serviceName || tSelling.previewName,
    excerpt: fields.description.slice(0, 280), unitDescription: fields.unitDescription || tSelling.previewUnit, pricePerUnit: readDecimal(fields.pricePerUnit) ?? "0", currency: fields.currency, fulfilment: fields.fulfilment,
    status: "active" as const, availableUnits: Number(fields.availableUnits) || 0, minUnits: Number(fields.minUnits) || 1, sales: 0, score: null, ratings: 0, createdAt: new Date().toISOString(),
  };
  return (
    <Card title={tSelling.preview}>
      <div inert className="listing-preview">
        <ListingCard listing={listing} />
      </div>
    </Card>
  );
}

import { Badge, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { tGoods } from "@/i18n/goods";
import { formatPrice } from "@/lib/money";
import type { ListingLine } from "@/lib/types";
import { Score } from "./Stars";

/** A listing among others. */
export function ListingCard({ listing }: { listing: ListingLine }) {
  return (
    <Link className="card good" to={`/listings/${listing.id}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Text component="h2" m={0} fw={650} fz="1.05rem" style={{ overflowWrap: "anywhere" }}>{listing.serviceName}</Text>
        <Badge variant="light" tt="none" color="gray" c="var(--mantine-color-text)" style={{ flexShrink: 0 }}>{tGoods.kinds[listing.fulfilment]}</Badge>
      </Group>
      <Text size="sm" c="var(--quiet)">{tGoods.browse.by(listing.seller.displayName)}</Text>
      <div style={{ marginBlock: "auto 0" }}>
        <Text fw={650} fz="1.25rem" style={{ fontVariantNumeric: "tabular-nums" }}>
          {formatPrice(listing.pricePerUnit, listing.currency)} <Text span size="sm" fw={400} c="var(--quiet)">{tGoods.browse.perUnit}</Text>
        </Text>
        <Text size="sm" lineClamp={2}>{listing.unitDescription}</Text>
      </div>
      <Group justify="space-between" gap="xs">
        <Score score={listing.score} ratings={listing.ratings} />
        <Text size="sm" c="var(--quiet)">{tGoods.browse.sales(listing.sales)} · {tGoods.browse.left(listing.availableUnits)}</Text>
      </Group>
    </Link>
  );
}

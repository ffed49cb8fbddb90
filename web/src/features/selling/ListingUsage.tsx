import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "@/components/bits";
import { Loaded } from "@/components/states";
import { listingUsageQuery } from "@/features/goods/api";
import { UsageChart } from "@/features/goods/UsageChart";
import { tGoods } from "@/i18n/goods";
import type { Per } from "@/lib/types";

/** How much the buyers of a metered listing use it. */
export function ListingUsage({ id }: { id: string }) {
  const [per, setPer] = useState<Per>("hour");
  const query = useQuery(listingUsageQuery(id, per));
  return (
    <Card title={tGoods.usage.title}>
      <Loaded query={query}>
        {(usage) => (
          <>
            <Text size="sm" mb="md">{tGoods.usage.sold(usage.usedUnits, usage.units, usage.tokens)}</Text>
            <UsageChart buckets={usage.buckets} per={per} choose={setPer} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

import { SegmentedControl, Stack } from "@mantine/core";
import { BarChart } from "@/components/BarChart";
import { tGoods } from "@/i18n/goods";
import type { Per, UsageBucket } from "@/lib/types";
import { usageBars } from "./usage";

/** Units used over the last hours or days. */
export function UsageChart({ buckets, per, choose }: { buckets: UsageBucket[]; per: Per; choose: (per: Per) => void }) {
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={tGoods.usage.per}
        style={{ alignSelf: "flex-start" }}
        data={Object.entries(tGoods.usage.pers).map(([value, label]) => ({ value, label }))}
        value={per}
        onChange={(value) => choose(value as Per)}
      />
      <BarChart bars={usageBars(buckets, per, Date.now())} label={tGoods.usage.chart} heads={[tGoods.usage.when, tGoods.usage.units]} />
    </Stack>
  );
}

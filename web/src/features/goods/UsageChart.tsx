import { SegmentedControl, Stack } from "@mantine/core";
import { BarChart } from "@/components/BarChart";
import { g } from "@/i18n/goods";
import type { Per, UsageBucket } from "@/lib/types";
import { usageBars } from "./usage";

/** Units used over the last hours or days. */
export function UsageChart({ buckets, per, choose }: { buckets: UsageBucket[]; per: Per; choose: (per: Per) => void }) {
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={g.usage.per}
        style={{ alignSelf: "flex-start" }}
        data={Object.entries(g.usage.pers).map(([value, label]) => ({ value, label }))}
        value={per}
        onChange={(value) => choose(value as Per)}
      />
      <BarChart bars={usageBars(buckets, per, Date.now())} label={g.usage.chart} heads={[g.usage.when, g.usage.units]} />
    </Stack>
  );
}

import { Button, Stack, Text } from "@mantine/core";
import { Ago, Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { probeListing } from "@/features/goods/api";
import { g } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";

/** Makes the stored test call, and says what came of the last one. */
export function ProbePanel({ listing }: { listing: ListingView }) {
  const probe = useSubmit({ send: () => probeListing(listing.id), stale: [keys.listings.all] });
  const { probedAt, probeFailure } = listing.own ?? {};
  return (
    <Card title={g.sell.testTitle}>
      <Stack gap="sm" aria-live="polite">
        <Text size="sm">
          {!probedAt ? g.sell.testNever : <>{probeFailure ? `${g.sell.testFailed}: ${probeFailure}` : g.sell.testOk} · <Ago at={probedAt} /></>}
        </Text>
        {probe.error && <ErrorBox error={probe.error} />}
        <Button variant="default" loading={probe.isPending} onClick={() => probe.mutate()}>{g.sell.testNow}</Button>
        <Text size="sm" c="var(--quiet)">{g.sell.testUnsaved}</Text>
      </Stack>
    </Card>
  );
}

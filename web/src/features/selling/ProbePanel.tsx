import { Button, Stack, Text } from "@mantine/core";
import { Ago, Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { probeListing } from "@/features/goods/api";
import { tSelling } from "@/i18n/selling";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";

/** Makes the stored test call, and says what came of the last one. */
export function ProbePanel({ listing }: { listing: ListingView }) {
  const probe = useSubmit({ send: () => probeListing(listing.id), stale: [keys.listings.all] });
  const { probedAt, probeFailure } = listing.own ?? {};
  return (
    <Card title={tSelling.testTitle}>
      <Stack gap="sm" aria-live="polite">
        <Text size="sm">
          {!probedAt ? tSelling.testNever : <>{probeFailure ? `${tSelling.testFailed}: ${probeFailure}` : tSelling.testOk} · <Ago at={probedAt} /></>}
        </Text>
        {probe.error && <ErrorBox error={probe.error} />}
        <Button variant="default" loading={probe.isPending} onClick={() => probe.mutate()}>{tSelling.testNow}</Button>
        <Text size="sm" c="var(--quiet)">{tSelling.testUnsaved}</Text>
      </Stack>
    </Card>
  );
}

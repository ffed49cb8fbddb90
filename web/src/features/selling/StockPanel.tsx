import { Button, NumberInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { restock } from "@/features/goods/api";
import { tGoods } from "@/i18n/goods";
import { tSelling } from "@/i18n/selling";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";

/** More units, or fewer. */
export function StockPanel({ listing }: { listing: ListingView }) {
  const form = useForm<{ change: number | string }>({
    initialValues: { change: "" },
    validate: { change: (value) => (typeof value === "number" && Number.isSafeInteger(value) && value !== 0 ? null : tSelling.restockZero) },
  });
  const change = useSubmit({ send: (by: number) => restock(listing.id, by), stale: [keys.listings.all], done: tSelling.restocked, onDone: form.reset });
  return (
    <Card title={tSelling.restock}>
      <form onSubmit={form.onSubmit((values) => change.mutate(Number(values.change)))}>
        <Stack gap="sm">
          <Text size="sm">{tGoods.browse.left(listing.availableUnits)}</Text>
          <NumberInput label={tSelling.restockField} description={tSelling.restockHint} allowDecimal={false} placeholder="500" {...form.getInputProps("change")} error={form.errors.change ?? formErrors(change.error).change} />
          {change.error && <ErrorBox error={change.error} />}
          <Button type="submit" variant="default" loading={change.isPending}>{tSelling.restockDo}</Button>
        </Stack>
      </form>
    </Card>
  );
}

import { Button, Group, Rating, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tGoods } from "@/i18n/goods";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatDay } from "@/lib/time";
import { rateOrder } from "./api";

/** One side's word on the other, which that side reads only after its own. */
export default function RateForm({ orderId, who, until }: { orderId: string; who: string; until?: string | null }) {
  const form = useForm({
    initialValues: { stars: 0, comment: "" },
    validate: { stars: (value) => (value >= 1 && value <= 5 ? null : tGoods.rating.choose) },
  });
  const rate = useSubmit({ send: rateOrder, stale: [keys.ratings.all, keys.listings.all], done: tGoods.rating.done });
  const said = formErrors(rate.error);
  return (
    <form onSubmit={form.onSubmit(({ stars, comment }) => rate.mutate({ id: orderId, stars, comment: comment.trim() || null }))}>
      <Stack gap="sm">
        <Text fw={600} id="rate">{tGoods.rating.ask(who)}</Text>
        <Rating size="lg" aria-labelledby="rate" getSymbolLabel={tGoods.stars.one} {...form.getInputProps("stars")} />
        {(form.errors.stars ?? said.stars) && <Text size="sm" c="red" role="alert">{form.errors.stars ?? said.stars}</Text>}
        <Textarea label={tGoods.rating.comment} autosize minRows={2} maxRows={8} maxLength={2_000} {...form.getInputProps("comment")} error={said.comment} />
        <Text size="sm" c="var(--quiet)">{tGoods.rating.blind} {until && tGoods.rating.until(formatDay(until))}</Text>
        {rate.error && <ErrorBox error={rate.error} />}
        <Group><Button type="submit" loading={rate.isPending}>{tGoods.rating.send}</Button></Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Rating, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { Stars } from "@/features/goods/Stars";
import { tGoods } from "@/i18n/goods";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatDay } from "@/lib/time";
import type { OrderRatings, OrderView, RatingView } from "@/lib/types";
import { rateOrder, ratingsQuery } from "./api";

/** What the sides of an order that is over say of each other. */
export function Ratings({ order }: { order: OrderView }) {
  const query = useQuery(ratingsQuery(order.id));
  return (
    <Card title={tGoods.rating.title}>
      <Loaded query={query} lines={3}>{(ratings) => <Said order={order} ratings={ratings} />}</Loaded>
    </Card>
  );
}

function Said({ order, ratings: { items, canRate, rateUntil } }: { order: OrderView; ratings: OrderRatings }) {
  const other = order.you === "buyer" ? order.seller : order.buyer;
  const rated = items.some((rating) => rating.by === order.you);
  const theirs = items.some((rating) => rating.by !== order.you);
  return (
    <Stack gap="lg">
      {items.map((rating) => <One key={rating.by} rating={rating} mine={rating.by === order.you} />)}
      {rated && !theirs && <Text size="sm" c="var(--quiet)">{tGoods.rating.waiting}</Text>}
      {canRate ? <RateForm orderId={order.id} who={other.displayName} until={rateUntil} /> : items.length === 0 && <Text c="var(--quiet)">{tGoods.rating.none}</Text>}
    </Stack>
  );
}

function One({ rating, mine }: { rating: RatingView; mine: boolean }) {
  const hidden = Date.parse(rating.revealedAt) > Date.now();
  return (
    <div>
      <Group gap="sm">
        <Text fw={600}>{mine ? tGoods.rating.yours : tGoods.rating.theirs(rating.rater.displayName)}</Text>
        <Stars value={rating.stars} />
      </Group>
      {rating.comment && <div className="prose">{rating.comment}</div>}
      {mine && hidden && <Text size="sm" c="var(--quiet)">{tGoods.rating.hidden(formatDay(rating.revealedAt))}</Text>}
    </div>
  );
}

function RateForm({ orderId, who, until }: { orderId: string; who: string; until?: string | null }) {
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

import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Card } from "@/components/bits";
import { Loaded, Loading } from "@/components/states";
import { Stars } from "@/features/goods/Stars";
import { tGoods } from "@/i18n/goods";
import { formatDay } from "@/lib/time";
import type { OrderRatings, OrderView, RatingView } from "@/lib/types";
import { ratingsQuery } from "./api";

const RateForm = lazy(() => import("./RateForm"));

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
      {canRate ? <Suspense fallback={<Loading />}><RateForm orderId={order.id} who={other.displayName} until={rateUntil} /></Suspense> : items.length === 0 && <Text c="var(--quiet)">{tGoods.rating.none}</Text>}
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

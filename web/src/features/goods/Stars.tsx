import { Group, Text } from "@mantine/core";
import { num } from "@/i18n/format";
import { tGoods } from "@/i18n/goods";

/** Five stars, filled as far as the score goes. */
export function Stars({ value }: { value: number }) {
  return (
    <span className="stars" role="img" aria-label={tGoods.stars.one(Math.round(value * 10) / 10)}>
      <span aria-hidden>★★★★★</span>
      <span aria-hidden className="lit" style={{ inlineSize: `${(Math.min(5, Math.max(0, value)) / 5) * 100}%` }}>★★★★★</span>
    </span>
  );
}

/** The score of a listing, or that there is none yet. */
export function Score({ score, ratings }: { score?: number | null; ratings: number }) {
  if (score == null) return <Text span size="sm" c="var(--quiet)">{tGoods.stars.none}</Text>;
  const shown = num(Math.round(score * 10) / 10);
  return (
    <Group gap={6} wrap="nowrap" display="inline-flex" title={tGoods.stars.label(shown, ratings)}>
      <Stars value={score} />
      <Text span size="sm" fw={600}>{shown}</Text>
      <Text span size="sm" c="var(--quiet)">{tGoods.stars.short(ratings)}</Text>
    </Group>
  );
}

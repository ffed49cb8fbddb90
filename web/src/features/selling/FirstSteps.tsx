import { Anchor, Text, VisuallyHidden } from "@mantine/core";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { Icon } from "@/components/Icon";
import { tSelling } from "@/i18n/selling";
import type { SalesSummary } from "@/lib/types";

const b = tSelling.board;

/** What somebody does who has sold nothing yet. */
export function FirstSteps({ standing }: Pick<SalesSummary, "standing">) {
  const steps = [
    { done: standing.offers > 0, name: b.offer, hint: b.offerHint, go: b.offerDo, to: "/requests" },
    { done: standing.listings > 0, name: b.listing, hint: b.listingHint, go: b.listingDo, to: "/sell/new" },
    { done: standing.canBePaid, name: b.payout, hint: b.payoutHint, go: b.payoutDo, to: "/account/payouts" },
    { done: standing.hasShop, name: b.shop, hint: b.shopHint, go: b.shopDo, to: "/sell/shop" },
  ];
  return (
    <Card title={b.start}>
      <Text c="var(--quiet)" mb="lg">{b.startHint}</Text>
      <ol className="setup">
        {steps.map(({ done, name, hint, go, to }) => (
          <li key={to} data-done={done || undefined}>
            <span className="mark">{done && <Icon name="check" size={14} />}<VisuallyHidden>{done ? b.done : b.open}</VisuallyHidden></span>
            <strong>{name}</strong>
            <Text size="sm" c="var(--quiet)">{hint}</Text>
            <Anchor component={Link} to={to} size="sm">{go}</Anchor>
          </li>
        ))}
      </ol>
    </Card>
  );
}

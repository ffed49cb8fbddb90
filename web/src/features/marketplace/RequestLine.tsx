import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { tMarket } from "@/i18n/market";
import { formatDecimal, formatPrice } from "@/lib/money";
import type { RequestLineView } from "@/lib/types";

/** What a buyer would pay, in words. */
export function budget({ budgetMin, budgetMax, currency }: { budgetMin?: string | null; budgetMax?: string | null; currency: string }): string {
  if (budgetMin && budgetMax && budgetMin !== budgetMax) return `${whole(budgetMin)}–${whole(budgetMax)} ${currency}`;
  const one = budgetMax ?? budgetMin;
  return one ? formatPrice(one, currency) : tMarket.request.budgetNone;
}

/** `400`, but `400.50`. */
function whole(price: string): string {
  return formatDecimal(price, formatDecimal(price).includes(".") ? 2 : 0);
}

export function RequestLine({ request, showState }: { request: RequestLineView; showState?: boolean }) {
  return (
    <Link className="row" to={`/requests/${request.id}`}>
      <div className="row-main">
        <div className="row-title">{request.title}</div>
        <Text size="sm" lineClamp={1}>{request.excerpt}</Text>
        <Text size="sm" c="var(--quiet)">
          {request.category.name} · {request.buyer.displayName} · <Ago at={request.createdAt} />
        </Text>
      </div>
      {showState && <StateBadge state={request.status} words={tMarket.request.states} />}
      <div className="row-side">
        <Text fw={600}>{budget(request)}</Text>
        <Text size="sm" c="var(--quiet)">{tMarket.request.offers(request.offerCount)}</Text>
      </div>
    </Link>
  );
}

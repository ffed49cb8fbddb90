import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { tMarket } from "@/i18n/market";
import { formatDay } from "@/lib/time";
import type { RequestLineView } from "@/lib/types";
import { budget, categoryName } from "./words";
import "./marketplace.css";

/** A request in a list. */
export function RequestLine({ request, showState }: { request: RequestLineView; showState?: boolean }) {
  const { deadlineAt } = request;
  const over = deadlineAt && Date.parse(deadlineAt) < Date.now();
  return (
    <Link className="row request-row" to={`/requests/${request.id}`}>
      <div className="row-main">
        <div className="row-title">{request.title}</div>
        <Text size="sm" lineClamp={2} mt={2}>{request.excerpt}</Text>
        <div className="request-meta">
          <span>{categoryName(request.category)}</span>
          {!showState && <span>{request.buyer.displayName}</span>}
          <span><Ago at={request.createdAt} /></span>
          {request.status === "open" && deadlineAt && <span>{over ? tMarket.request.deadlineOver : `${tMarket.request.deadline} ${formatDay(deadlineAt)}`}</span>}
        </div>
      </div>
      <div className="row-side">
        <div className="request-price">{budget(request)}</div>
        <Text size="sm" c="var(--quiet)" mb={showState ? 6 : 0}>{tMarket.request.offers(request.offerCount)}</Text>
        {showState && <StateBadge state={request.status} words={tMarket.request.states} />}
      </div>
    </Link>
  );
}

import { Button, Progress, Text } from "@mantine/core";
import { Link } from "react-router";
import { StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tGoods } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { formatDay } from "@/lib/time";
import type { TokenView } from "@/lib/types";
import { loadTokens } from "./api";
import "./goods.css";

export default function TokensPage() {
  const query = usePages(keys.tokens.list({}), (cursor) => loadTokens({}, cursor));
  return (
    <Page title={tGoods.tokens.title}>
      <PagedList
        query={query}
        empty={<Empty icon="key" title={tGoods.tokens.none} action={<Button component={Link} to="/listings">{tGoods.tokens.browse}</Button>}>{tGoods.tokens.noneHint}</Empty>}
      >
        {(items) => (
          <ul className="rows">
            {items.map((token) => (
              <li key={token.id}>
                <TokenLine token={token} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

/** One token in a list. */
export function TokenLine({ token }: { token: TokenView }) {
  return (
    <Link className="row token-row" to={`/tokens/${token.id}`}>
      <div className="row-main">
        <div className="row-title">{token.serviceName}</div>
        <Text size="sm" c="var(--quiet)">
          {tGoods.kinds[token.fulfilment]}{token.state === "active" && <> · {tGoods.tokens.until} {formatDay(token.expiresAt)}</>}
        </Text>
        {token.fulfilment === "metered_gateway" && <UnitsBar token={token} />}
      </div>
      <TokenState token={token} />
    </Link>
  );
}

/** Where it stands; one that is on hold is not called active. */
export function TokenState({ token: { state, onHold } }: { token: Pick<TokenView, "state" | "onHold"> }) {
  return <StateBadge state={onHold ? "on_hold" : state} words={tGoods.tokens.states} />;
}

/** How much of it is used. */
export function UnitsBar({ token }: { token: Pick<TokenView, "usedUnits" | "units"> }) {
  const label = tGoods.tokens.used(token.usedUnits, token.units);
  return (
    <div style={{ maxInlineSize: 420, marginBlockStart: 10 }}>
      <Progress value={(token.usedUnits / token.units) * 100} aria-label={label} />
      <Text size="sm" mt={4}>{label}</Text>
    </div>
  );
}

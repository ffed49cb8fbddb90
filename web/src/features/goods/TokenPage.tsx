import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Ago, Card, Facts } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { tGoods } from "@/i18n/goods";
import { tPay } from "@/i18n/pay";
import { num } from "@/i18n/format";
import { formatTime } from "@/lib/time";
import type { TokenView } from "@/lib/types";
import { tokenQuery } from "./api";
import { EndToken } from "./EndToken";
import { Reveal, useFleetingSecret } from "./Reveal";
import { TokenState, UnitsBar } from "./TokensPage";
import { TokenUsageCard } from "./TokenUsageCard";

export default function TokenPage() {
  const { id = "" } = useParams();
  const query = useQuery(tokenQuery(id));
  return <Loaded query={query} lines={8}>{(token) => <Token key={token.id} token={token} />}</Loaded>;
}

function Token({ token }: { token: TokenView }) {
  const metered = token.fulfilment === "metered_gateway";
  const live = token.state === "active" && !token.onHold;
  const fleeting = useFleetingSecret();
  return (
    <Page
      title={token.serviceName}
      back={{ to: "/tokens", label: tGoods.tokens.title }}
      subtitle={
        <Group gap="sm">
          <TokenState token={token} />
          {token.onHold && <span>{tGoods.tokens.held}</span>}
          {token.endedBecause && <span>{tGoods.tokens.ended[token.endedBecause]}</span>}
        </Group>
      }
      actions={<Button component={Link} to={`/orders/${token.orderId}`} variant="default">{tPay.toOrder}</Button>}
    >
      <div className="split">
        <div>
          {live && <Reveal token={token} {...fleeting} />}
          {metered && live && <HowToCall listingId={token.listingId} secret={fleeting.shown?.value} />}
          {metered && <TokenUsageCard id={token.id} />}
        </div>
        <div>
          <Card>
            <Stack gap="md">
              {metered && <UnitsBar token={token} />}
              <Facts
                rows={[
                  [tGoods.listing.kind, tGoods.kinds[token.fulfilment]],
                  [tGoods.order.listing, <Link key="l" to={`/listings/${token.listingId}`}>{token.serviceName}</Link>],
                  [tGoods.tokens.units, num(token.units)],
                  [tGoods.tokens.expires, formatTime(token.expiresAt)],
                  [tGoods.tokens.bought, <Ago key="b" at={token.createdAt} />],
                  [tGoods.tokens.shown, token.revealedAt ? <Ago key="s" at={token.revealedAt} /> : tGoods.tokens.never],
                ]}
              />
              <EndToken token={token} />
            </Stack>
          </Card>
        </div>
      </div>
    </Page>
  );
}

/** The token itself is in the example only for the minute that it is shown. The path stays open: a made-up one would cost a unit. */
function HowToCall({ listingId, secret = tGoods.tokens.callToken }: { listingId: string; secret?: string }) {
  const command = `curl -H 'Authorization: Bearer ${secret}' ${location.origin}/gateway/${listingId}/${tGoods.tokens.callPath}`;
  return (
    <Card title={tGoods.tokens.call} actions={<Copy value={command} label={tGoods.tokens.copyCall} />}>
      <pre className="code" translate="no">{command}</pre>
      <Text size="sm" c="var(--quiet)">{tGoods.tokens.callHint}</Text>
      <Text size="sm" c="var(--quiet)" mt="xs">{tGoods.tokens.callCounts}</Text>
    </Card>
  );
}

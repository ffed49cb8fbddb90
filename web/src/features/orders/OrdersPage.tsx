import { Group, Select, Tabs, Text } from "@mantine/core";
import { Link, useSearchParams } from "react-router";
import { Countdown, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tOrder } from "@/i18n/order";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import { hasRole, useUser } from "@/lib/session";
import { formatDay } from "@/lib/time";
import type { OrderLine, OrderState, Party } from "@/lib/types";
import { loadOrders } from "./api";

export default function OrdersPage() {
  const user = useUser();
  const [search, setSearch] = useSearchParams();
  const fallback: Party = hasRole(user, "buyer") ? "buyer" : "seller";
  const side: Party = search.get("side") === "seller" ? "seller" : search.get("side") === "buyer" ? "buyer" : fallback;
  const state = (search.get("state") as OrderState | null) ?? undefined;
  const filter = { side, state };
  const query = usePages(keys.orders.list(filter), (cursor) => loadOrders(filter, cursor));

  const change = (name: string, value: string | null) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });

  return (
    <Page title={tOrder.mine}>
      <Group justify="space-between" mb="md">
        <Tabs value={side} onChange={(value) => change("side", value)} variant="pills">
          <Tabs.List>
            <Tabs.Tab value="buyer">{tOrder.asBuyer}</Tabs.Tab>
            <Tabs.Tab value="seller">{tOrder.asSeller}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        <Select
          aria-label={tOrder.anyState}
          placeholder={tOrder.anyState}
          clearable
          data={Object.entries(tOrder.states).map(([value, label]) => ({ value, label }))}
          value={state ?? null}
          onChange={(value) => change("state", value)}
        />
      </Group>
      <PagedList query={query} empty={<Empty title={tOrder.none}>{tOrder.noneHint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((order) => (
              <li key={order.id}>
                <Line order={order} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

function Line({ order }: { order: OrderLine }) {
  return (
    <Link className="row" to={`/orders/${order.id}`}>
      <div className="row-main">
        <div className="row-title">{order.title}</div>
        <Text size="sm" c="var(--quiet)">
          {order.counterparty.displayName} · {formatDay(order.createdAt)}
          {order.actsAt && <> · <Countdown to={order.actsAt} /></>}
        </Text>
      </div>
      <StateBadge state={order.state} words={tOrder.states} />
      <Text className="row-side" fw={600}>{formatPrice(order.price, order.currency)}</Text>
    </Link>
  );
}

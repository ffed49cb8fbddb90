import { Button, Chip, Group, Tabs, Text, TextInput, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Countdown, StateBadge } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { useSoon } from "@/components/soon";
import { Empty } from "@/components/states";
import { tOrder } from "@/i18n/order";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import { hasRole, useUser } from "@/lib/session";
import { formatDay } from "@/lib/time";
import type { OrderLine, OrderState, Party } from "@/lib/types";
import { loadOrders, type OrderFilter } from "./api";
import "./orders.css";

const SEARCH_AFTER_MS = 300;

export default function OrdersPage() {
  const user = useUser();
  const { values, change } = useFilters(["side", "state", "q"]);
  const fallback: Party = hasRole(user, "buyer") ? "buyer" : "seller";
  const side: Party = values.side === "seller" || values.side === "buyer" ? values.side : fallback;
  const state = known<OrderState>(values.state, tOrder.states);
  const q = values.q?.trim() || undefined;
  const narrowed = state !== undefined || q !== undefined;

  const look = useSoon((words) => change({ q: words.trim() }, true), SEARCH_AFTER_MS);

  return (
    <Page title={tOrder.mine}>
      <div className="order-filters">
        <Group justify="space-between" gap="sm">
          <Tabs value={side} onChange={(value) => change({ side: value }, true)} variant="pills">
            <Tabs.List>
              <Tabs.Tab value="buyer">{tOrder.asBuyer}</Tabs.Tab>
              <Tabs.Tab value="seller">{tOrder.asSeller}</Tabs.Tab>
            </Tabs.List>
          </Tabs>
          <TextInput
            type="search"
            aria-label={tOrder.list.search}
            placeholder={tOrder.list.search}
            maxLength={100}
            dir="auto"
            style={{ flex: "1 1 220px", maxInlineSize: 420 }}
            key={q === undefined ? "empty" : "filled"}
            defaultValue={q}
            onChange={(event) => look(event.currentTarget.value)}
          />
        </Group>
        <Chip.Group value={state ?? ""} onChange={(value) => change({ state: value as string }, true)}>
          <div className="chips" role="radiogroup" aria-label={tOrder.list.states}>
            <Chip value="" size="sm" variant="outline">{tOrder.list.anyState}</Chip>
            {Object.entries(tOrder.states).map(([value, label]) => <Chip key={value} value={value} size="sm" variant="outline">{label}</Chip>)}
          </div>
        </Chip.Group>
      </div>
      {!narrowed && <Waiting side={side} />}
      <All filter={{ side, state, q }} narrowed={narrowed} clear={() => change({ state: null, q: null }, true)} />
    </Page>
  );
}

/** What waits for this person comes first; nothing is shown while nothing does. */
function Waiting({ side }: { side: Party }) {
  const filter: OrderFilter = { side, waiting: true };
  const query = usePages(keys.orders.list(filter), (cursor) => loadOrders(filter, cursor));
  if (!query.data?.pages[0]?.items.length) return null;
  return (
    <section style={{ marginBlockEnd: 28 }}>
      <Title order={2} mb="sm">{tOrder.list.waits}</Title>
      <PagedList query={query} empty={null}>{(items) => <Lines items={items} />}</PagedList>
    </section>
  );
}

function All({ filter, narrowed, clear }: { filter: OrderFilter; narrowed: boolean; clear: () => void }) {
  const query = usePages(keys.orders.list(filter), (cursor) => loadOrders(filter, cursor));
  return (
    <section>
      <Title order={2} mb="sm">{tOrder.list.others}</Title>
      <PagedList query={query} empty={narrowed ? <Empty title={tOrder.list.noMatch}>{tOrder.list.noMatchHint}<Then><Button variant="default" onClick={clear}>{tOrder.list.clear}</Button></Then></Empty> : <NoneYet side={filter.side} />}>
        {(items) => <Lines items={items} />}
      </PagedList>
    </section>
  );
}

function Then({ children }: { children: ReactNode }) {
  return <Group justify="center" gap="sm" mt="md">{children}</Group>;
}

/** What to do for a first order. */
function NoneYet({ side }: { side?: Party }) {
  if (side === "seller")
    return (
      <Empty title={tOrder.list.noneSeller}>
        {tOrder.list.noneSellerHint}
        <Then>
          <Button component={Link} to="/requests">{tOrder.list.requests}</Button>
          <Button component={Link} to="/sell" variant="default">{tOrder.list.sell}</Button>
        </Then>
      </Empty>
    );
  return (
    <Empty title={tOrder.list.noneBuyer}>
      {tOrder.list.noneBuyerHint}
      <Then>
        <Button component={Link} to="/requests/new">{tOrder.list.post}</Button>
        <Button component={Link} to="/listings" variant="default">{tOrder.list.browse}</Button>
      </Then>
    </Empty>
  );
}

function Lines({ items }: { items: OrderLine[] }) {
  return (
    <ul className="rows">
      {items.map((order) => (
        <li key={order.id}>
          <Line order={order} />
        </li>
      ))}
    </ul>
  );
}

function Line({ order }: { order: OrderLine }) {
  return (
    <Link className="order-row" to={`/orders/${order.id}`}>
      <div className="order-main">
        <div className="row-title"><span dir="auto">{order.title}</span>{order.waitsForYou && <span className="turn">{tOrder.list.needsYou}</span>}</div>
        <Text size="sm" c="var(--quiet)">
          <bdi>{order.counterparty.displayName}</bdi> · <bdi>{formatDay(order.createdAt)}</bdi>
          {order.actsAt && <> · <Countdown to={order.actsAt} /></>}
        </Text>
      </div>
      <StateBadge state={order.state} words={tOrder.states} />
      <span className="amount-cell">{formatPrice(order.price, order.currency)}</span>
    </Link>
  );
}

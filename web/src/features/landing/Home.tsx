// What waits for who is signed in.
import "./landing.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "react-router";
import { StateBadge } from "@/components/bits";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { latestQuery } from "@/features/notifications/api";
import { NoteLine } from "@/features/notifications/NoteLine";
import { useReading } from "@/features/notifications/reading";
import { t } from "@/i18n/common";
import { tLanding } from "@/i18n/landing";
import { tOrder } from "@/i18n/order";
import { formatPrice } from "@/lib/money";
import { hasRole } from "@/lib/session";
import { formatTime } from "@/lib/time";
import type { User } from "@/lib/types";
import { openRequests, waitingOrders } from "./api";

export default function Home({ user }: { user: User }) {
  const [buys, sells] = [hasRole(user, "buyer"), hasRole(user, "seller")];
  // On a phone the rest is below the lists, and would be pushed away by them.
  const lists = [useQuery(waitingOrders), useQuery({ ...openRequests, enabled: buys })];
  const settled = lists.every((list) => !list.isLoading);
  // Who only works here begins at the desk.
  if (!buys && !sells && hasRole(user, "resolver", "guard", "admin")) return <Navigate to="/staff" replace />;
  const actions = buys ? <Button component={Link} to="/requests/new">{tLanding.home.post}</Button> : sells && <Button component={Link} to="/sell/new">{tLanding.home.sell}</Button>;
  return (
    <Page title={tLanding.home.title(user.displayName)} actions={actions}>
      <div className="split home">
        <div>
          <Waiting buys={buys} />
          {buys && <Requests />}
        </div>
        {settled && (
          <div>
            <News />
            <nav className="home-ways" aria-label={t.nav.more}>
              <Link className="card" to="/requests"><Icon name="browse" />{tLanding.home.browse}</Link>
              <Link className="card" to="/listings"><Icon name="goods" />{tLanding.home.goods}</Link>
            </nav>
          </div>
        )}
      </div>
    </Page>
  );
}

function Waiting({ buys }: { buys: boolean }) {
  const query = useQuery(waitingOrders);
  return (
    <section className="home-part">
      <Head title={tLanding.home.waiting} to="/orders" all={tLanding.home.allOrders} />
      <Loaded query={query} shape="rows" lines={3}>
        {(orders) =>
          orders.length === 0 ? (
            <Empty icon="check" title={tLanding.home.nothing}>{buys ? tLanding.home.nothingBuyer : tLanding.home.nothingSeller}</Empty>
          ) : (
            <ul className="rows">
              {orders.map(({ id, title, counterparty, state, price, currency, actsAt }) => (
                <li key={id}>
                  <Link className="row" to={`/orders/${id}`}>
                    <span className="row-main">
                      <span className="row-title" dir="auto">{title}</span>
                      <span className="quiet home-note"><bdi>{counterparty.displayName}</bdi>{actsAt && <span>{tLanding.home.until(formatTime(actsAt))}</span>}</span>
                    </span>
                    <StateBadge state={state} words={tOrder.states} />
                    <span className="row-side home-price">{formatPrice(price, currency)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Requests() {
  const requests = useQuery(openRequests).data ?? [];
  if (requests.length === 0) return null;
  return (
    <section className="home-part">
      <Head title={tLanding.home.offers} to="/my/requests" all={tLanding.home.allRequests} />
      <ul className="rows">
        {requests.map(({ id, title, offerCount }) => (
          <li key={id}>
            <Link className="row" to={`/requests/${id}`}>
              <span className="row-main row-title" dir="auto">{title}</span>
              <span className={offerCount > 0 ? "row-side home-price" : "row-side quiet"}>{offerCount > 0 ? tLanding.home.offerCount(offerCount) : tLanding.home.noOffers}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

const FEW_NEWS = 4;

function News() {
  const query = useQuery(latestQuery);
  const { read } = useReading();
  return (
    <section className="home-part">
      <Head title={tLanding.home.news} to="/notifications" all={t.note.all} />
      <Loaded query={query} lines={3}>
        {({ items }) => {
          const unread = items.filter(({ readAt }) => !readAt).slice(0, FEW_NEWS);
          if (unread.length === 0) return <p className="card quiet" style={{ margin: 0 }}>{tLanding.home.noNews}</p>;
          return <ul className="rows">{unread.map((note) => <li key={note.id}><NoteLine brief note={note} onRead={() => read.mutate(note.id)} /></li>)}</ul>;
        }}
      </Loaded>
    </section>
  );
}

function Head({ title, to, all }: { title: string; to: string; all: string }) {
  return (
    <div className="front-head">
      <h2>{title}</h2>
      <Link to={to}>{all}<Icon name="next" size={16} flip /></Link>
    </div>
  );
}

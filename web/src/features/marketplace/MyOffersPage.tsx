import { Button, Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { formatPrice } from "@/lib/money";
import { loadMyOffers } from "./api";

export default function MyOffersPage() {
  const query = usePages(keys.offers.mine({}), loadMyOffers);
  return (
    <Page title={tMarket.offer.mine}>
      <PagedList
        query={query}
        empty={
          <Empty title={tMarket.offer.mineNone}>
            {tMarket.offer.mineNoneHint}
            <div><Button component={Link} to="/" mt="md">{t.app.home}</Button></div>
          </Empty>
        }
      >
        {(items) => (
          <ul className="rows">
            {items.map((offer) => (
              <li key={offer.id}>
                <Link className="row" to={offer.orderId ? `/orders/${offer.orderId}` : `/requests/${offer.requestId}`}>
                  <div className="row-main">
                    <div className="row-title">{offer.requestTitle}</div>
                    <Text size="sm" c="var(--quiet)">
                      {tMarket.offer.revision(offer.latest.revision)} · <Ago at={offer.updatedAt} />
                    </Text>
                  </div>
                  <StateBadge state={offer.status} words={tMarket.offer.states} />
                  <Text className="row-side" fw={600}>{formatPrice(offer.latest.price, offer.latest.currency)}</Text>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

import { Alert, Badge, Button, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Ago, Card } from "@/components/bits";
import { Page, useTitle } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox, Loading } from "@/components/states";
import { ListingCard } from "@/features/goods/ListingCard";
import { Score, Stars } from "@/features/goods/Stars";
import { tShop } from "@/i18n/shop";
import { ApiError } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { formatMonth } from "@/lib/time";
import type { ShopView } from "@/lib/types";
import { Logo } from "./Logo";
import { loadListingsOf, loadRatingsOf, sellerQuery, shopQuery } from "./api";
import "./shops.css";

/** What everybody sees of a shop. */
export default function ShopPage() {
  const { slug = "" } = useParams();
  const shop = useQuery(shopQuery(slug));
  if (shop.data) return <Shop shop={shop.data} />;
  if (shop.error instanceof ApiError && shop.error.status === 404)
    return (
      <Page title={tShop.gone} narrow>
        <Empty icon="shop" title={tShop.gone} action={<Button component={Link} to="/shops">{tShop.all}</Button>}>{tShop.goneHint}</Empty>
      </Page>
    );
  return shop.isError ? <ErrorBox error={shop.error} retry={() => void shop.refetch()} /> : <Loading lines={8} />;
}

function Shop({ shop }: { shop: ShopView }) {
  const isOwner = useUser()?.id === shop.owner.id;
  useTitle(shop.name);
  return (
    <>
      <header className="shop-head">
        <Logo name={shop.name} src={shop.logo} size={88} />
        <div className="shop-head-main">
          <Title order={1}>{shop.name}</Title>
          <Text c="var(--quiet)">
            <Link to={`/people/${shop.owner.id}`}>{shop.owner.displayName}</Link> · {tShop.since(formatMonth(shop.createdAt))} {shop.onBreak && <Badge variant="light" color="orange" c="var(--warn)" tt="none">{tShop.onBreak}</Badge>}
          </Text>
        </div>
        {isOwner && <Button component={Link} to="/sell/shop" variant="default">{tShop.edit}</Button>}
      </header>
      {shop.onBreak && <Alert color="orange" variant="light" radius="md" mb="lg" role="note" title={tShop.onBreak}>{tShop.onBreakHint}</Alert>}
      <div className="shop-columns">
        <Stack gap="xl">
          {shop.about && <div className="prose">{shop.about}</div>}
          <Goods sellerId={shop.owner.id} />
        </Stack>
        <Seller id={shop.owner.id} />
      </div>
    </>
  );
}

function Goods({ sellerId }: { sellerId: string }) {
  const query = usePages(keys.listings.list({ sellerId }), (cursor) => loadListingsOf(sellerId, cursor));
  return (
    <section>
      <Title order={2} mb="md">{tShop.listings}</Title>
      <PagedList query={query} shape="grid" empty={<Empty icon="goods" title={tShop.noListings} action={<Button component={Link} to="/requests/new" variant="default">{tShop.ask}</Button>}>{tShop.noListingsHint}</Empty>}>
        {(items) => <ul className="grid2 plain">{items.map((listing) => <li key={listing.id}><ListingCard listing={listing} /></li>)}</ul>}
      </PagedList>
    </section>
  );
}

function Seller({ id }: { id: string }) {
  const { data: person } = useQuery(sellerQuery(id));
  const ratings = usePages(keys.ratings.ofPerson(id), (cursor) => loadRatingsOf(id, cursor));
  return (
    <Stack gap="md">
      {person && (
        <Card title={tShop.owner}>
          <Score score={person.rating.average} ratings={person.rating.count} />
          <Text size="sm" mt="xs">{tShop.deals(person.completedDeals.asSeller)}</Text>
          <Text size="sm" c="var(--quiet)">{tShop.member(formatMonth(person.memberSince))}</Text>
        </Card>
      )}
      <Card title={tShop.ratings}>
        <PagedList query={ratings} empty={<Text c="var(--quiet)">{tShop.noRatings}</Text>}>
          {(items) => (
            <Stack gap="lg">
              {items.map((rating) => (
                <div key={`${rating.rater.id}${rating.createdAt}`}>
                  <Stars value={rating.stars} />
                  {rating.comment && <Text size="sm" className="prose" mt={4}>{rating.comment}</Text>}
                  <Text size="sm" c="var(--quiet)">{rating.rater.displayName} · <Ago at={rating.createdAt} /></Text>
                </div>
              ))}
            </Stack>
          )}
        </PagedList>
      </Card>
    </Stack>
  );
}

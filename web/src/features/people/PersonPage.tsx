import { Avatar, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Ago, Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Loaded } from "@/components/states";
import { loadListings } from "@/features/goods/api";
import { ListingCard } from "@/features/goods/ListingCard";
import { Stars } from "@/features/goods/Stars";
import { tPeople } from "@/i18n/people";
import { keys } from "@/lib/keys";
import { formatMonth } from "@/lib/time";
import { loadUserRatings, personQuery } from "./api";
import { rated } from "./PersonCard";
import "./people.css";

/** What everybody may know of a person. */
export default function PersonPage() {
  const { id = "" } = useParams();
  return (
    <Loaded query={useQuery(personQuery(id))}>
      {(person) => (
        <Page title={person.displayName} subtitle={tPeople.person.member(formatMonth(person.memberSince))}>
          <Card>
            <div className="person-head">
              <Avatar radius="50%" size={96} color="trust" name={person.displayName} src={person.avatar} alt="" />
              <div style={{ flex: "1 1 300px" }}>
                <dl className="person-facts">
                  <div><dt>{tPeople.person.rating}</dt><dd>{rated(person.rating)}</dd></div>
                  <div><dt>{tPeople.person.sold}</dt><dd>{tPeople.person.deals(person.completedDeals.asSeller)}</dd></div>
                  <div><dt>{tPeople.person.bought}</dt><dd>{tPeople.person.deals(person.completedDeals.asBuyer)}</dd></div>
                </dl>
                <Group gap="md" mt="md">
                  {person.emailProven && <Text size="sm" c="var(--quiet)">✓ {tPeople.person.proven}</Text>}
                  {person.shop && <Button component={Link} to={`/shops/${person.shop.slug}`} variant="default" size="sm">{tPeople.person.shop(person.shop.name)}</Button>}
                </Group>
              </div>
            </div>
            {person.about && <Text className="prose person-about" mt="lg">{person.about}</Text>}
          </Card>
          <OnSale id={id} />
          <SaidOf id={id} />
        </Page>
      )}
    </Loaded>
  );
}

const FEW = 6;

/** A few of their goods; nothing at all when there are none. */
function OnSale({ id }: { id: string }) {
  const filter = { sellerId: id };
  const query = useQuery({ queryKey: keys.listings.list({ ...filter, few: FEW }), queryFn: () => loadListings(filter) });
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  const more = items.length > FEW || query.data?.nextCursor;
  return (
    <section style={{ marginBlockStart: 32 }}>
      <Group justify="space-between" mb="md">
        <Text component="h2" m={0} fw={650} fz="1.25rem">{tPeople.person.onSale}</Text>
        {more && <Link to={`/listings?seller=${id}`}>{tPeople.person.allOnSale}</Link>}
      </Group>
      <ul className="goods-grid">{items.slice(0, FEW).map((listing) => <li key={listing.id}><ListingCard listing={listing} /></li>)}</ul>
    </section>
  );
}

function SaidOf({ id }: { id: string }) {
  const query = usePages(keys.ratings.ofPerson(id), (cursor) => loadUserRatings(id, cursor));
  return (
    <section style={{ marginBlockStart: 32 }}>
      <Text component="h2" m={0} mb="md" fw={650} fz="1.25rem">{tPeople.person.said}</Text>
      <Card>
        <PagedList query={query} empty={<Text c="var(--quiet)">{tPeople.person.saidNone}</Text>}>
          {(items) => (
            <ul className="said-of">
              {items.map((rating) => (
                <li key={`${rating.rater.id}${rating.createdAt}`}>
                  <Group gap="sm">
                    <Stars value={rating.stars} />
                    <Text size="sm" c="var(--quiet)">{rating.by === "buyer" ? tPeople.person.asSeller(rating.rater.displayName) : tPeople.person.asBuyer(rating.rater.displayName)} · <Ago at={rating.createdAt} /></Text>
                  </Group>
                  {rating.comment && <div className="prose">{rating.comment}</div>}
                </li>
              ))}
            </ul>
          )}
        </PagedList>
      </Card>
    </section>
  );
}

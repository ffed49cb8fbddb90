import { Avatar, Group, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { tPeople } from "@/i18n/people";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import { formatDate } from "@/lib/time";

const personQuery = (id: string) => queryOptions({ queryKey: keys.people.profile(id), queryFn: () => unwrap(api.GET("/api/users/{id}", { params: { path: { id } } })) });

const month = (yearMonth: string) => formatDate(`${yearMonth}-15T00:00:00Z`, { year: "numeric", month: "long" });

/** What everybody may know of a person. */
export default function PersonPage() {
  const { id = "" } = useParams();
  return (
    <Loaded query={useQuery(personQuery(id))}>
      {(person) => (
        <Page title={person.displayName} subtitle={tPeople.person.member(month(person.memberSince))} narrow>
          <Card>
            <Group align="flex-start" gap="lg">
              <Avatar radius="xl" size={96} color="trust" name={person.displayName} src={person.avatar} alt="" />
              <Stack style={{ flex: "1 1 260px" }}>
                <Facts
                  rows={[
                    [tPeople.person.sold, tPeople.person.deals(person.completedDeals.asSeller)],
                    [tPeople.person.bought, tPeople.person.deals(person.completedDeals.asBuyer)],
                    [tPeople.person.rating, person.rating.average == null ? tPeople.person.ratingNone : `${person.rating.average.toFixed(1)} · ${tPeople.person.ratings(person.rating.count)}`],
                  ]}
                />
                {person.emailProven && <Text size="sm" c="var(--quiet)">✓ {tPeople.person.proven}</Text>}
              </Stack>
            </Group>
            {person.about && <Text className="prose" mt="lg">{person.about}</Text>}
          </Card>
        </Page>
      )}
    </Loaded>
  );
}

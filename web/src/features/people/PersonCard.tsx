import { Avatar, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { num } from "@/i18n/format";
import { tPeople } from "@/i18n/people";
import { formatMonth } from "@/lib/time";
import { personQuery } from "./api";
import "./people.css";

/** `4.7 of 5, 12 ratings`. */
export function rated({ average, count }: { average?: number | null; count: number }): string {
  return average == null ? tPeople.person.ratingNone : tPeople.person.rated(num(Math.round(average * 10) / 10), count);
}

/** A person beside something of theirs: who it is, what others said, and where to look further. */
export function PersonCard({ id, name }: { id: string; name: string }) {
  const person = useQuery(personQuery(id)).data;
  return (
    <div className="person-card">
      <Avatar radius="xl" size={52} color="trust" name={name} src={person?.avatar} alt="" />
      <div>
        <Link to={`/people/${id}`} className="person-name">{name}</Link>
        {person && (
          <>
            <Text size="sm">{rated(person.rating)}</Text>
            <Text size="sm" c="var(--quiet)">{tPeople.person.deals(person.completedDeals.asSeller)} · {tPeople.person.member(formatMonth(person.memberSince))}</Text>
            {person.shop && <Link className="person-shop" to={`/shops/${person.shop.slug}`}>{tPeople.person.shop(person.shop.name)}</Link>}
          </>
        )}
      </div>
    </div>
  );
}

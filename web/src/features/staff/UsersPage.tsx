import { Avatar, Badge, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { Link } from "react-router";
import { Ago } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import type { Role, UserStatus } from "@/lib/types";
import { loadPeople } from "./people";

const ROLES: Role[] = ["buyer", "seller", "resolver", "guard", "admin"];

export default function UsersPage() {
  const [q, setQ] = useState("");
  const [role, setRole] = useState<Role | null>(null);
  const [status, setStatus] = useState<UserStatus | null>(null);
  const [asked] = useDebouncedValue(q.trim(), 250);
  const filter = { q: asked || undefined, role: role ?? undefined, status: status ?? undefined };
  const query = usePages(keys.people.list(filter), (cursor) => loadPeople(filter, cursor));
  return (
    <Page title={tSystem.users.title}>
      <div className="filters">
        <TextInput aria-label={tSystem.users.search} placeholder={tSystem.users.search} value={q} onChange={({ currentTarget }) => setQ(currentTarget.value)} />
        <Select aria-label={tSystem.users.roles} placeholder={tSystem.users.anyRole} clearable data={ROLES} value={role} onChange={(value) => setRole(value as Role | null)} />
        <Select aria-label={tSystem.users.status} placeholder={tSystem.users.anyStatus} clearable data={Object.entries(tSystem.users.statuses).map(([value, label]) => ({ value, label }))} value={status} onChange={(value) => setStatus(value as UserStatus | null)} />
      </div>
      <PagedList query={query} empty={<Empty title={tSystem.users.none} />}>
        {(items) => (
          <ul className="rows">
            {items.map((user) => (
              <li key={user.id}>
                <Link className="row" to={`/staff/people/${user.id}`}>
                  <Avatar radius="xl" size={34} color="trust" name={user.displayName} src={user.avatar} alt="" />
                  <div className="row-main">
                    <div className="row-title">{user.displayName}</div>
                    <div className="quiet">{user.email ?? tSystem.users.noEmail}</div>
                  </div>
                  <Group gap={6}>
                    {user.status !== "active" && <Badge color="red" variant="light" tt="none">{tSystem.users.statuses[user.status]}</Badge>}
                    {user.roles.map((r) => <Badge key={r} variant="light" tt="none">{r}</Badge>)}
                  </Group>
                  <div className="row-side quiet"><Ago at={user.createdAt} /></div>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

import { Avatar, Badge, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Ago, StateBadge } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { loadPeople } from "./people";
import { Line, Sheet } from "./Sheet";

const u = tSystem.users;

export default function UsersPage() {
  const { values, change } = useFilters(["q", "role", "status", "verified"]);
  const [q] = useDebouncedValue((values.q ?? "").trim(), 250);
  const filter = { q: q || undefined, role: known(values.role, t.roles), status: known(values.status, u.statuses), verified: known(values.verified, u.verified) };
  const query = usePages(keys.people.list(filter), (cursor) => loadPeople(filter, cursor));
  const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));
  return (
    <Page title={u.title} subtitle={u.subtitle}>
      <div className="controls" role="search">
        <TextInput type="search" label={u.search} value={values.q ?? ""} onChange={({ currentTarget }) => change({ q: currentTarget.value }, true)} />
        <Select label={u.role} placeholder={t.common.all} clearable data={options(t.roles)} value={filter.role ?? null} onChange={(value) => change({ role: value }, true)} />
        <Select label={u.status} placeholder={t.common.all} clearable data={options(u.statuses)} value={filter.status ?? null} onChange={(value) => change({ status: value }, true)} />
        <Select label={u.has} placeholder={t.common.all} clearable data={options(u.verified)} value={filter.verified ?? null} onChange={(value) => change({ verified: value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={u.none}>{u.noneHint}</Empty>}>
        {(items) => (
          <Sheet label={u.title} cols="minmax(0, 2fr) minmax(0, 1.6fr) 130px 140px" heads={[u.person, u.roles, u.status, u.joined]}>
            {items.map((user) => (
              <Line
                key={user.id}
                to={`/staff/people/${user.id}`}
                cells={[
                  {
                    name: u.person, kind: "main",
                    value: (
                      <Group gap="sm" wrap="nowrap">
                        <Avatar radius="xl" size={34} color="trust" name={user.displayName} src={user.avatar} alt="" />
                        <div style={{ minWidth: 0 }}><bdi>{user.displayName}</bdi><div className="quiet" style={{ fontWeight: 400, fontSize: "0.9rem" }}>{user.email ? <bdi>{user.email}</bdi> : u.noEmail}</div></div>
                      </Group>
                    ),
                  },
                  { name: u.roles, value: user.roles.length === 0 ? t.common.none : <Group gap={6}>{user.roles.map((role) => <Badge key={role} variant="default" radius="sm" tt="none" fw={500}>{t.roles[role]}</Badge>)}</Group> },
                  { name: u.status, value: <StateBadge state={user.status} words={u.statuses} /> },
                  { name: u.joined, value: <Ago at={user.createdAt} /> },
                ]}
              />
            ))}
          </Sheet>
        )}
      </PagedList>
    </Page>
  );
}

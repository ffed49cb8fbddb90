import { Anchor, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { device } from "@/features/settings/device";
import { t } from "@/i18n/common";
import { list, num } from "@/i18n/format";
import { tSettings } from "@/i18n/settings";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { formatDay, formatTime } from "@/lib/time";
import type { Role, UserDetail } from "@/lib/types";
import { Ask } from "./bits";
import { endSession, endSessions, look, resetFactors, setRoles, setStatus, userQuery } from "./people";

const u = tSystem.users;
const STALE = [keys.people.all, keys.audit.all];

export default function UserPage() {
  const { id = "" } = useParams();
  return <Loaded query={useQuery(userQuery(id))} lines={8}>{(detail) => <Detail detail={detail} />}</Loaded>;
}

function Detail({ detail }: { detail: UserDetail }) {
  const { user, factors, orders } = detail;
  const proves = [
    factors.password && u.password, factors.totp && u.totp, factors.passkeys > 0 && u.passkeys(factors.passkeys),
    factors.totp && u.codes(factors.recoveryCodes), ...detail.identities.map(({ provider, label }) => `${provider} (${label})`),
  ].filter((way): way is string => Boolean(way));
  const apiKeys = detail.apiKeys.filter((key) => !key.revokedAt).map((key) => key.name);
  return (
    <Page
      title={user.displayName}
      back={{ to: "/staff/people", label: u.title }}
      subtitle={<Group gap="sm">{user.email ? <bdi>{user.email}</bdi> : u.noEmail} <StateBadge state={user.status} words={u.statuses} /></Group>}
    >
      <div className="split">
        <div>
          <Card title={u.facts}>
            <Facts
              rows={[
                [u.joined, formatDay(user.createdAt)],
                [u.lastSignIn, detail.lastSignInAt ? formatTime(detail.lastSignInAt) : t.common.nothing],
                [u.factors, proves.length > 0 ? list(proves) : t.common.nothing],
                [u.bought, num(orders.bought)],
                [u.sold, num(orders.sold)],
                [u.open, num(orders.open)],
                [u.disputed, num(orders.disputed)],
                [u.keys, apiKeys.length > 0 ? list(apiKeys) : t.common.none],
                detail.suspendedReason ? [u.suspended, <span key="r" dir="auto">{detail.suspendedReason}</span>] : null,
                [u.id, <span key="i" className="hash">{user.id}</span>],
              ]}
            />
          </Card>
          {user.status !== "erased" && <Sessions detail={detail} />}
        </div>
        <div>
          {user.status !== "erased" && <Roles key={user.roles.join()} user={user} />}
          <Steps detail={detail} />
        </div>
      </div>
    </Page>
  );
}

const ROLES = Object.keys(t.roles) as Role[];

function Roles({ user: { id, displayName, roles } }: { user: UserDetail["user"] }) {
  const [chosen, setChosen] = useState<string[]>(roles);
  const [asking, setAsking] = useState(false);
  const given = ROLES.filter((role) => chosen.includes(role) && !roles.includes(role)).map((role) => t.roles[role]);
  const taken = roles.filter((role) => !chosen.includes(role)).map((role) => t.roles[role]);
  return (
    <Card title={u.roles}>
      <Stack align="flex-start">
        <Text size="sm" c="var(--quiet)">{u.rolesHint}</Text>
        <Checkbox.Group value={chosen} onChange={setChosen} aria-label={u.roles}>
          <Stack gap="sm">{ROLES.map((role) => <Checkbox key={role} value={role} label={t.roles[role]} description={u.does[role]} />)}</Stack>
        </Checkbox.Group>
        <Button variant="default" disabled={given.length + taken.length === 0} onClick={() => setAsking(true)}>{u.saveRoles}</Button>
      </Stack>
      {asking && (
        <Ask
          title={u.saveRoles}
          says={<>{given.length > 0 && <p>{u.gives(displayName, list(given))}</p>}{taken.length > 0 && <p>{u.takes(displayName, list(taken))}</p>}<p>{u.rolesTold}</p></>}
          button={u.saveRoles} send={() => setRoles({ id, roles: chosen as Role[] })} stale={STALE} done={t.common.saved} close={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

function Sessions({ detail: { user, sessions } }: { detail: UserDetail }) {
  const [ending, setEnding] = useState<"all" | UserDetail["sessions"][number] | null>(null);
  const nameOf = (session: UserDetail["sessions"][number]) => session.name ?? device(session.userAgent);
  return (
    <Card title={u.sessions} actions={sessions.length > 0 && <Button size="xs" variant="default" onClick={() => setEnding("all")}>{u.endAll}</Button>}>
      {sessions.length === 0 && <Text c="var(--quiet)">{u.sessionsNone}</Text>}
      <Stack gap="sm">
        {sessions.map((session) => (
          <Group key={session.id} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Text>{nameOf(session)}</Text>
              <Text size="sm" c="var(--quiet)">{tSettings.security.by[session.signedInBy] ?? session.signedInBy}{session.client && <> · <bdi>{session.client}</bdi></>} · <Ago at={session.lastUsedAt} /></Text>
            </div>
            <Button size="xs" variant="default" aria-label={u.endThis(nameOf(session))} onClick={() => setEnding(session)}>{u.end}</Button>
          </Group>
        ))}
      </Stack>
      {ending === "all" && <Ask title={u.endAll} says={u.endAllSays(user.displayName)} button={u.endAll} send={() => endSessions(user.id)} stale={STALE} done={u.ended} close={() => setEnding(null)} />}
      {ending && ending !== "all" && (
        <Ask title={u.endThis(nameOf(ending))} says={u.endSays(user.displayName)} button={u.end} send={() => endSession({ user: user.id, session: ending.id })} stale={STALE} done={u.ended} close={() => setEnding(null)} />
      )}
    </Card>
  );
}

/** What an administrator may do to an account, each with a reason. */
function Steps({ detail: { user, factors } }: { detail: UserDetail }) {
  const me = useUser();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<"suspend" | "look" | "reset" | "restore" | null>(null);
  const { id, displayName } = user;
  const may = me?.id !== id && user.status !== "erased";
  const reason = { label: u.reason, hint: u.reasonHint, least: 10 };
  const close = () => setDoing(null);
  return (
    <Card title={u.steps}>
      <Stack gap="sm" align="stretch">
        <Anchor component={Link} to={`/staff/audit?kind=user&subject=${id}`}>{u.trail}</Anchor>
        <Anchor component={Link} to={`/staff/ledger?owner=user:${id}`}>{u.books}</Anchor>
        {!may && <Text size="sm" c="var(--quiet)">{user.status === "erased" ? u.erasedSays : u.ownSays}</Text>}
        {may && user.status === "active" && <Button variant="default" onClick={() => setDoing("look")}>{u.look}</Button>}
        {may && factors.totp && <Button variant="default" onClick={() => setDoing("reset")}>{u.reset}</Button>}
        {may && user.status === "active" && <Button color="red" variant="light" onClick={() => setDoing("suspend")}>{u.suspend}</Button>}
        {may && user.status === "suspended" && <Button onClick={() => setDoing("restore")}>{u.restore}</Button>}
      </Stack>
      {doing === "suspend" && <Ask title={u.suspend} says={u.suspendSays(displayName)} button={u.suspend} danger reason={reason} send={(why) => setStatus({ id, status: "suspended", reason: why })} stale={STALE} done={u.suspendedDone} close={close} />}
      {doing === "restore" && <Ask title={u.restore} says={u.restoreSays(displayName)} button={u.restore} send={() => setStatus({ id, status: "active", reason: null })} stale={STALE} done={u.restored} close={close} />}
      {doing === "reset" && <Ask title={u.reset} says={u.resetSays(displayName)} button={u.resetDo} danger reason={reason} send={(why) => resetFactors({ id, reason: why })} stale={STALE} done={u.resetDone} close={close} />}
      {/* The banner says that it began; a notice would cover that. */}
      {doing === "look" && <Ask title={u.look} says={u.lookSays(displayName)} button={u.lookDo} reason={reason} send={(why) => look({ id, reason: why })} stale={STALE} onDone={() => void navigate("/")} close={close} />}
    </Card>
  );
}

import { Anchor, Badge, Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Ago, Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { device } from "@/features/settings/device";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { formatDay, formatTime } from "@/lib/time";
import type { Role, UserDetail } from "@/lib/types";
import { endSession, endSessions, look, resetFactors, setRoles, setStatus, userQuery } from "./people";

const ROLES: Role[] = ["buyer", "seller", "resolver", "guard", "admin"];
const STALE = [keys.people.all, keys.audit.all];

export default function UserPage() {
  const { id = "" } = useParams();
  return <Loaded query={useQuery(userQuery(id))} lines={8}>{(detail) => <Detail detail={detail} />}</Loaded>;
}

function Detail({ detail }: { detail: UserDetail }) {
  const { user, factors, orders } = detail;
  const proves = [
    factors.password && tSystem.users.password, factors.totp && tSystem.users.totp, factors.passkeys > 0 && tSystem.users.passkeys(factors.passkeys),
    factors.totp && tSystem.users.codes(factors.recoveryCodes), ...detail.identities.map(({ provider, label }) => `${provider} (${label})`),
  ].filter(Boolean);
  return (
    <Page
      title={user.displayName}
      narrow
      back={{ to: "/staff/people", label: tSystem.users.title }}
      subtitle={<Group gap="sm">{user.email ?? tSystem.users.noEmail} <Badge variant="light" color={user.status === "active" ? "trust" : "red"} tt="none">{tSystem.users.statuses[user.status]}</Badge></Group>}
    >
      <Card>
        <Facts
          rows={[
            [tSystem.users.joined, formatDay(user.createdAt)],
            [tSystem.users.lastSignIn, detail.lastSignInAt ? formatTime(detail.lastSignInAt) : t.common.nothing],
            [tSystem.users.factors, proves.join(", ") || t.common.nothing],
            [tSystem.users.deals, tSystem.users.dealsText(orders)],
            [tSystem.users.keys, detail.apiKeys.filter((key) => !key.revokedAt).map((key) => key.name).join(", ") || tSystem.users.none2],
            detail.suspendedReason ? [tSystem.users.suspended, detail.suspendedReason] : null,
          ]}
        />
        <Anchor component={Link} to={`/staff/audit?kind=user&subject=${user.id}`} size="sm" mt="md" display="inline-block">{tSystem.users.trail}</Anchor>
      </Card>
      {user.status !== "erased" && (
        <>
          <Roles id={user.id} roles={user.roles} />
          <Sessions detail={detail} />
          <Steps detail={detail} />
        </>
      )}
    </Page>
  );
}

function Roles({ id, roles }: { id: string; roles: Role[] }) {
  const [chosen, setChosen] = useState<string[]>(roles);
  const save = useSubmit({ send: setRoles, stale: STALE, done: t.common.saved });
  const same = chosen.length === roles.length && roles.every((role) => chosen.includes(role));
  return (
    <Card title={tSystem.users.roles}>
      <Stack align="flex-start">
        <Text size="sm" c="var(--quiet)">{tSystem.users.rolesHint}</Text>
        <Checkbox.Group value={chosen} onChange={setChosen} aria-label={tSystem.users.roles}>
          <Group>{ROLES.map((role) => <Checkbox key={role} value={role} label={role} />)}</Group>
        </Checkbox.Group>
        {save.error && <ErrorBox error={save.error} />}
        <Button variant="default" disabled={same} loading={save.isPending} onClick={() => save.mutate({ id, roles: chosen as Role[] })}>{tSystem.users.saveRoles}</Button>
      </Stack>
    </Card>
  );
}

function Sessions({ detail: { user, sessions } }: { detail: UserDetail }) {
  const end = useSubmit({ send: endSessions, stale: STALE, done: tSystem.users.done });
  const endOne = useSubmit({ send: endSession, stale: STALE, done: tSystem.users.done });
  const error = end.error ?? endOne.error;
  return (
    <Card title={tSystem.users.sessions} actions={sessions.length > 0 && <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate(user.id)}>{tSystem.users.endAll}</Button>}>
      {sessions.length === 0 && <Text>{tSystem.users.sessionsNone}</Text>}
      <Stack gap="sm">
        {sessions.map((session) => (
          <Group key={session.id} justify="space-between">
            <div>
              <Text>{session.name ?? device(session.userAgent)}</Text>
              <Text size="sm" c="var(--quiet)">{session.signedInBy}{session.client && ` · ${session.client}`} · <Ago at={session.lastUsedAt} /></Text>
            </div>
            <Button
              size="xs"
              variant="default"
              aria-label={`${tSystem.users.end}: ${session.name ?? device(session.userAgent)}`}
              loading={endOne.isPending && endOne.variables.session === session.id}
              onClick={() => endOne.mutate({ user: user.id, session: session.id })}
            >
              {tSystem.users.end}
            </Button>
          </Group>
        ))}
      </Stack>
      {error && <ErrorBox error={error} />}
    </Card>
  );
}

/** What an administrator may do to an account, each with a reason. */
function Steps({ detail: { user, factors } }: { detail: UserDetail }) {
  const me = useUser();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<"suspend" | "look" | "reset" | null>(null);
  const restore = useSubmit({ send: setStatus, stale: STALE, done: tSystem.users.done });
  if (me?.id === user.id) return null;
  const { id } = user;
  const steps = {
    suspend: { title: tSystem.users.suspend, hint: tSystem.users.suspendHint, button: tSystem.users.suspend, send: (reason: string) => setStatus({ id, status: "suspended", reason }) },
    look: { title: tSystem.users.look, hint: tSystem.users.lookHint, button: tSystem.users.lookDo, send: (reason: string) => look({ id, reason }) },
    reset: { title: tSystem.users.reset, hint: tSystem.users.resetHint, button: tSystem.users.resetDo, send: (reason: string) => resetFactors({ id, reason }) },
  };
  const step = doing && steps[doing];
  return (
    <Card>
      <Group gap="sm">
        {user.status === "active" ? (
          <>
            <Button variant="default" onClick={() => setDoing("look")}>{tSystem.users.look}</Button>
            <Button color="red" variant="light" onClick={() => setDoing("suspend")}>{tSystem.users.suspend}</Button>
          </>
        ) : (
          <Button loading={restore.isPending} onClick={() => restore.mutate({ id, status: "active", reason: null })}>{tSystem.users.restore}</Button>
        )}
        {factors.totp && <Button variant="default" onClick={() => setDoing("reset")}>{tSystem.users.reset}</Button>}
      </Group>
      {restore.error && <ErrorBox error={restore.error} />}
      <Modal opened={step !== null} onClose={() => setDoing(null)} title={step?.title} keepMounted={false}>
        {step && (
          <WithReason
            {...step}
            // The banner says it; a notice would cover that.
            done={doing === "look" ? undefined : tSystem.users.done}
            onDone={() => {
              setDoing(null);
              if (doing === "look") void navigate("/");
            }}
          />
        )}
      </Modal>
    </Card>
  );
}

interface WithReasonProps {
  hint: string;
  button: string;
  send: (reason: string) => Promise<unknown>;
  done?: string;
  onDone: () => void;
}

function WithReason({ hint, button, send, done, onDone }: WithReasonProps) {
  const form = useForm({ initialValues: { reason: "" } });
  const submit = useSubmit({ send, stale: STALE, done, onDone });
  return (
    <form onSubmit={form.onSubmit(({ reason }) => submit.mutate(reason.trim()))}>
      <Stack>
        <Text>{hint}</Text>
        <Textarea label={tSystem.users.reason} description={tSystem.users.reasonHint} required minLength={10} maxLength={500} autosize minRows={2} data-autofocus {...form.getInputProps("reason")} error={formErrors(submit.error).reason} />
        {submit.error && <ErrorBox error={submit.error} />}
        <Group justify="flex-end"><Button type="submit" loading={submit.isPending}>{button}</Button></Group>
      </Stack>
    </form>
  );
}

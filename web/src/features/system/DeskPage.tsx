import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { hasRole, useUser } from "@/lib/session";
import { useRoom } from "@/lib/socket";
import { formatDuration, formatTime } from "@/lib/time";
import { overviewQuery } from "./api";
import type { Machines, Overview } from "./types";
import "./system.css";

const t = tSystem.desk;

export default function DeskPage() {
  const user = useUser();
  return (
    <Page title={t.title} subtitle={t.subtitle}>
      {(hasRole(user, "guard") || hasRole(user, "admin")) && <Listen room="desk-money" />}
      {(hasRole(user, "resolver") || hasRole(user, "admin")) && <Listen room="desk-disputes" />}
      <Loaded query={useQuery(overviewQuery)} lines={6}>{(overview) => <Waiting overview={overview} />}</Loaded>
    </Page>
  );
}

function Listen({ room }: { room: string }) {
  useRoom(room, keys.system.overview);
  return null;
}

interface Count {
  to: string;
  label: string;
  number: number | null | undefined;
}

function Waiting({ overview }: { overview: Overview }) {
  const counts: Count[] = [
    { to: "/staff/payouts?state=pending_approval", label: t.payouts, number: overview.payoutsToApprove },
    { to: "/staff/sweeps?state=pending_approval", label: t.sweeps, number: overview.sweepsToApprove },
    { to: "/staff/exceptions?status=open", label: t.exceptions, number: overview.openExceptions },
    { to: "/staff/exceptions?status=proposed", label: t.proposed, number: overview.proposedExceptions },
    { to: "/staff/disputes", label: t.disputes, number: overview.disputes },
    { to: "/staff/awaiting", label: t.awaiting, number: overview.awaitingConfirmation },
    { to: "/staff/listings", label: t.listings, number: overview.listingsToModerate },
  ];
  const mine = counts.filter((count): count is Count & { number: number } => typeof count.number === "number");
  const waits = mine.some(({ number }) => number > 0);
  return (
    <>
      <section className="desk-part">
        <h2>{t.waits}</h2>
        {!waits && <Empty title={t.nothing}>{t.nothingHint}</Empty>}
        {/* A number that changes is read out. */}
        <ul className="tiles" aria-live="polite" style={waits ? undefined : { marginBlockStart: 14 }}>
          {mine.map(({ to, label, number }) => (
            <li key={to}>
              <Link className="tile" to={to} data-waits={number > 0 || undefined}>
                <span className="tile-number">{number >= 1000 ? t.many(num(1000)) : num(number)}</span>
                <span>{label}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {overview.machines && <Room machines={overview.machines} />}
    </>
  );
}

/** How the machines are: quiet while they are well. */
function Room({ machines }: { machines: Machines }) {
  const { verification } = machines;
  const books = verification ? tSystem.verify.states[verification.state] : t.never;
  const ill = machines.illEndpoints + machines.unreachableNetworks;
  return (
    <section className="desk-part">
      <h2>{t.machines}</h2>
      <ul className="tiles">
        <Tile to="/staff/jobs?state=dead" label={t.deadJobs} ill={machines.deadJobs > 0}>{num(machines.deadJobs)}</Tile>
        <Tile to="/staff/jobs?state=due" label={t.oldestJob} ill={machines.oldestDueJobS >= 60}>{machines.oldestDueJobS < 1 ? t.none : formatDuration(machines.oldestDueJobS)}</Tile>
        <Tile to="/staff/webhooks?state=failing" label={t.lateWebhooks} ill={machines.lateWebhooks > 0}>{num(machines.lateWebhooks)}</Tile>
        <Tile to="/staff/webhooks?state=rejected" label={t.refusedWebhooks} ill={machines.refusedWebhooks > 0}>{num(machines.refusedWebhooks)}</Tile>
        <Tile to="/staff/networks" label={t.endpoints} ill={ill > 0}>{num(ill)}</Tile>
        <Tile to="/staff/ledger?view=verify" label={verification?.finishedAt ? t.booksAt(formatTime(verification.finishedAt)) : t.books} ill={verification?.state === "unsound" || verification?.state === "failed"}>{books}</Tile>
      </ul>
    </section>
  );
}

function Tile({ to, label, ill, children }: { to: string; label: string; ill: boolean; children: React.ReactNode }) {
  return (
    <li>
      <Link className="tile" to={to} data-ill={ill || undefined}>
        <span className="tile-number">{children}</span>
        <span className="quiet">{label}</span>
      </Link>
    </li>
  );
}

import { Button, Group, Select } from "@mantine/core";
import { useState } from "react";
import { short } from "@/components/Address";
import { Ago, StateBadge } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { useNetworkName } from "@/features/payments/networkName";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { hasRole, useUser } from "@/lib/session";
import { loadSweeps, planSweeps } from "./api";
import { Ask, Booked } from "./bits";
import { Nonces } from "./Nonces";
import { Line, Sheet } from "./Sheet";
import type { Sweep } from "./types";

const s = tSystem.sweeps;

export default function SweepsPage() {
  const user = useUser();
  const { values: { state }, change } = useFilters(["state"]);
  const filter = { state: known(state, s.states) };
  const query = usePages(keys.system.sweepList(filter), (cursor) => loadSweeps(filter, cursor));
  const [planning, setPlanning] = useState(false);
  return (
    <Page title={s.title} subtitle={s.subtitle} actions={<Button onClick={() => setPlanning(true)}>{s.plan}</Button>}>
      <div className="controls">
        <Select label={s.state} placeholder={t.common.all} clearable data={Object.entries(s.states).map(([value, label]) => ({ value, label }))} value={filter.state ?? null} onChange={(value) => change({ state: value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={s.none}>{s.noneHint}</Empty>}>
        {(items) => (
          <Sheet label={s.title} cols="minmax(0, 1.4fr) minmax(0, 1.6fr) minmax(0, 1fr) minmax(0, 1.5fr) 140px" heads={[s.amount, s.address, s.network, s.state, s.planned]}>
            {items.map((sweep) => <SweepLine key={sweep.id} sweep={sweep} />)}
          </Sheet>
        )}
      </PagedList>
      {hasRole(user, "admin") && <Nonces />}
      {planning && <Ask title={s.plan} says={s.planSays} button={s.plan} send={planSweeps} stale={[keys.system.sweeps, keys.system.overview, keys.audit.all]} done={s.planDone} close={() => setPlanning(false)} />}
    </Page>
  );
}

function SweepLine({ sweep }: { sweep: Sweep }) {
  const network = useNetworkName(sweep.chainId);
  return (
    <Line
      to={`/staff/sweeps/${sweep.id}`}
      cells={[
        { name: s.amount, kind: "main", value: <Booked units={sweep.amount} asset={sweep.assetId} /> },
        { name: s.address, value: <Group gap={6}><span className="mono" title={sweep.address}>{short(sweep.address)}</span></Group> },
        { name: s.network, value: network || sweep.chainId },
        { name: s.state, value: <><StateBadge state={sweep.state} words={s.states} />{sweep.waitingReason && <div className="quiet clip" dir="auto">{sweep.waitingReason}</div>}</> },
        { name: s.planned, value: <Ago at={sweep.createdAt} /> },
      ]}
    />
  );
}

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import type { AdminNetwork } from "@/lib/types";
import { adminNetworksQuery, healthQuery } from "./api";
import { NetworkDialog } from "./NetworkDialog";
import { Line, Sheet } from "./Sheet";

const n = tSystem.networks;

export default function NetworksPage() {
  const query = useQuery(adminNetworksQuery);
  const [adding, setAdding] = useState(false);
  const navigate = useNavigate();
  return (
    <Page title={n.title} subtitle={n.subtitle} actions={<Button onClick={() => setAdding(true)}>{n.add}</Button>}>
      <Loaded query={query}>
        {(networks) =>
          networks.length === 0 ? <Empty title={n.none}>{n.noneHint}</Empty> : (
            <Sheet label={n.title} cols="minmax(0, 2fr) 130px 130px minmax(0, 2fr)" heads={[n.name, n.state, n.confirmations, n.reached]}>
              {networks.map((entry) => <NetworkLine key={entry.network.chainId} entry={entry} />)}
            </Sheet>
          )
        }
      </Loaded>
      {adding && <NetworkDialog close={() => setAdding(false)} onDone={({ network }) => void navigate(`/staff/networks/${network.chainId}`)} />}
    </Page>
  );
}

function NetworkLine({ entry: { network } }: { entry: AdminNetwork }) {
  return (
    <Line
      to={`/staff/networks/${network.chainId}`}
      cells={[
        { name: n.name, kind: "main", value: <>{network.name} <span className="quiet" style={{ fontWeight: 400 }}>{network.chainId}</span></> },
        { name: n.state, value: <StateBadge state={network.enabled ? "active" : "off"} words={n.states} /> },
        { name: n.confirmations, value: num(network.confirmations) },
        { name: n.reached, value: network.enabled ? <Reached chainId={network.chainId} /> : n.notAsked },
      ]}
    />
  );
}

/** How many endpoints answer. Asked in the background: one that is away takes its time. */
function Reached({ chainId }: { chainId: number }) {
  const { data, isError } = useQuery(healthQuery(chainId));
  if (isError) return <>{n.unknown}</>;
  if (!data) return <span className="quiet">{n.asking}</span>;
  const answering = data.endpoints.filter(({ answers }) => answers).length;
  const well = answering === data.endpoints.length && answering > 0;
  return (
    <>
      <StateBadge state={well ? "sound" : answering > 0 ? "failing" : "dead"} words={{ sound: n.answering(answering, data.endpoints.length), failing: n.answering(answering, data.endpoints.length), dead: n.answering(answering, data.endpoints.length) }} />
      {data.block != null && <div className="quiet">{n.atBlock(num(data.block))}</div>}
    </>
  );
}

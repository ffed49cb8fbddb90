import { Anchor, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { AddressText } from "@/components/Address";
import { Card, Facts, StateBadge } from "@/components/bits";
import { External } from "@/components/External";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { formatUnits } from "@/lib/money";
import { formatDuration } from "@/lib/time";
import type { AdminNetwork } from "@/lib/types";
import { adminAssetsQuery, adminNetworkQuery, confirmationsQuery, healthQuery } from "./api";
import { AssetDialog } from "./AssetDialog";
import { NetworkDialog } from "./NetworkDialog";
import { Line, Sheet } from "./Sheet";
import type { AdminAsset, EndpointView } from "./types";

const n = tSystem.networks;

export default function NetworkPage() {
  const { chainId = "" } = useParams();
  return <Loaded query={useQuery(adminNetworkQuery(Number(chainId)))} lines={8}>{(entry) => <Detail entry={entry} />}</Loaded>;
}

function Detail({ entry }: { entry: AdminNetwork }) {
  const { network, endpoints } = entry;
  const [editing, setEditing] = useState(false);
  return (
    <Page title={network.name} back={{ to: "/staff/networks", label: n.title }} subtitle={n.chainId(network.chainId)} actions={<Button variant="default" onClick={() => setEditing(true)}>{n.edit}</Button>}>
      <div className="split">
        <div>
          <Health chainId={network.chainId} enabled={network.enabled} off={endpoints.filter((e) => !e.enabled).length} />
        </div>
        <Card title={n.facts}>
          <Facts
            rows={[
              [n.state, <StateBadge key="s" state={network.enabled ? "active" : "off"} words={n.states} />],
              [n.native, network.nativeSymbol],
              [n.confirmations, num(network.confirmations)],
              [n.finality, num(network.finalityDepth)],
              [n.blockTime, n.ms(network.blockTimeMs)],
              [n.explorer, network.explorerUrl ? <External key="e" href={network.explorerUrl}>{new URL(network.explorerUrl).host}</External> : t.common.nothing],
            ]}
          />
        </Card>
      </div>
      <Assets network={entry} />
      <Bands chainId={network.chainId} />
      {editing && <NetworkDialog known={entry} close={() => setEditing(false)} />}
    </Page>
  );
}

function Health({ chainId, enabled, off }: { chainId: number; enabled: boolean; off: number }) {
  const query = useQuery({ ...healthQuery(chainId), enabled });
  return (
    <Card title={n.endpoints} actions={enabled && <Button size="xs" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>{n.ask}</Button>}>
      {!enabled ? <Text c="var(--quiet)">{n.offHint}</Text> : (
        <Loaded query={query} lines={3}>
          {({ endpoints }) => (
            <div aria-live="polite">
              {endpoints.length === 0 && <Text>{n.noEndpoint}</Text>}
              {endpoints.map((endpoint, i) => <Endpoint key={`${endpoint.host} ${i}`} endpoint={endpoint} />)}
            </div>
          )}
        </Loaded>
      )}
      {off > 0 && <Text size="sm" c="var(--quiet)" mt="sm">{n.offEndpoints(off)}</Text>}
    </Card>
  );
}

function Endpoint({ endpoint }: { endpoint: EndpointView }) {
  const state = endpoint.wrongChain != null ? "dead" : endpoint.answers ? ((endpoint.lag ?? 0) > 3 ? "failing" : "sound") : "failed";
  const words = { dead: n.quarantined, failed: n.away, failing: n.behind(endpoint.lag ?? 0), sound: n.well };
  return (
    <div className="endpoint">
      <Group justify="space-between" gap="xs">
        <span className="mono" style={{ overflowWrap: "anywhere" }}>{endpoint.host}</span>
        <StateBadge state={state} words={words} />
      </Group>
      <Text size="sm" c="var(--quiet)" component="div" mt={4}>
        {endpoint.block != null && <span>{n.atBlock(num(endpoint.block))}</span>}
        {endpoint.tookMs != null && <span>{n.took(endpoint.tookMs)}</span>}
        {endpoint.wrongChain != null && <span>{n.wrongChain(endpoint.wrongChain)}</span>}
        {endpoint.failures > 0 && <span>{n.failures(endpoint.failures)}</span>}
        {endpoint.restingS > 0 && <span>{n.resting(formatDuration(endpoint.restingS))}</span>}
      </Text>
      {endpoint.lastError && !endpoint.answers && <Text size="sm" mt={4} dir="auto" style={{ overflowWrap: "anywhere" }}>{endpoint.lastError}</Text>}
    </div>
  );
}

function Assets({ network: { network } }: { network: AdminNetwork }) {
  const query = useQuery(adminAssetsQuery(network.chainId));
  const [editing, setEditing] = useState<AdminAsset | "new" | null>(null);
  return (
    <section className="desk-part">
      <Group justify="space-between" mb="sm">
        <h2 className="part-title">{n.tokens}</h2>
        <Button onClick={() => setEditing("new")}>{n.addToken}</Button>
      </Group>
      <Loaded query={query} lines={4}>
        {(list) =>
          list.length === 0 ? <Empty title={n.noToken}>{n.noTokenHint}</Empty> : (
            <Sheet label={n.tokens} cols="110px minmax(0, 3fr) 90px 90px minmax(0, 1fr) 110px 90px" heads={[n.symbol, n.contract, n.decimals, n.par, n.dust, n.state, n.change]}>
              {list.map((entry) => (
                <Line
                  key={entry.asset.id}
                  cells={[
                    { name: n.symbol, kind: "main", value: entry.asset.symbol },
                    { name: n.contract, value: entry.asset.contract ? <AddressText value={entry.asset.contract} /> : n.native },
                    { name: n.decimals, value: num(entry.asset.decimals) },
                    { name: n.par, value: entry.asset.parCurrency ?? t.common.nothing },
                    { name: n.dust, value: entry.dust === "0" ? t.common.none : <bdi>{formatUnits(entry.dust, entry.asset)}</bdi> },
                    { name: n.state, value: <StateBadge state={entry.asset.enabled ? "active" : "off"} words={n.states} /> },
                    { name: n.change, value: <Button size="xs" variant="default" aria-label={n.changeThis(entry.asset.symbol)} onClick={() => setEditing(entry)}>{n.change}</Button> },
                  ]}
                />
              ))}
            </Sheet>
          )
        }
      </Loaded>
      {editing && <AssetDialog chainId={network.chainId} network={network.name} known={editing === "new" ? undefined : editing} close={() => setEditing(null)} />}
    </section>
  );
}

/** From which amount on more confirmations are asked for; changed on a page of its own. */
function Bands({ chainId }: { chainId: number }) {
  const query = useQuery(confirmationsQuery);
  const assets = useQuery(adminAssetsQuery(chainId)).data ?? [];
  return (
    <section className="desk-part">
      <Card title={n.bands} actions={<Anchor component={Link} to="/staff/thresholds" size="sm">{n.toThresholds}</Anchor>}>
        <Loaded query={query} lines={3}>
          {(all) => {
            const own = all.find((one) => one.chainId === chainId);
            return (
              <Facts
                rows={[
                  [n.otherwise, num(own?.confirmations ?? 0)],
                  ...(own?.bands ?? []).map((band): [string, string] => {
                    const asset = assets.find((one) => one.asset.id === band.assetId)?.asset;
                    return [asset ? n.from(formatUnits(band.minAmount, asset)) : n.fromUnits(band.minAmount), num(band.confirmations)];
                  }),
                ]}
              />
            );
          }}
        </Loaded>
      </Card>
    </section>
  );
}

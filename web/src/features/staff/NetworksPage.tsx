import { Badge, Group, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { t } from "@/i18n/common";
import { tStaff } from "@/i18n/staff";
import type { AdminNetwork } from "@/lib/types";
import { adminAssetsQuery, adminNetworksQuery } from "./api";

export default function NetworksPage() {
  const query = useQuery(adminNetworksQuery);
  return (
    <Page title={tStaff.networks}>
      <Loaded query={query}>
        {(networks) => (networks.length === 0 ? <Empty title={t.common.none} /> : networks.map((entry) => <NetworkCard key={entry.network.chainId} entry={entry} />))}
      </Loaded>
    </Page>
  );
}

function NetworkCard({ entry: { network, endpoints } }: { entry: AdminNetwork }) {
  const assets = useQuery(adminAssetsQuery(network.chainId));
  return (
    <Card title={`${network.name} (${network.chainId})`} actions={<Badge variant="light" tt="none" color={network.enabled ? "trust" : "gray"}>{network.enabled ? tStaff.enabled : tStaff.disabled}</Badge>}>
      <Facts
        rows={[
          [tStaff.native, network.nativeSymbol],
          [tStaff.confirmations, String(network.confirmations)],
          [tStaff.finality, String(network.finalityDepth)],
          ...endpoints.map((e): [string, string] => [`${tStaff.endpoint} ${e.priority}`, `${hostOf(e.url)}${e.enabled ? "" : ` (${tStaff.disabled})`}`]),
        ]}
      />
      <Loaded query={assets} lines={3}>
        {(list) => (
          <div style={{ overflowX: "auto", marginBlockStart: 20 }}>
            <Table miw={620}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{tStaff.token}</Table.Th>
                  <Table.Th>{tStaff.contract}</Table.Th>
                  <Table.Th>{tStaff.decimals}</Table.Th>
                  <Table.Th>{tStaff.par}</Table.Th>
                  <Table.Th>{tStaff.enabled}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map(({ asset }) => (
                  <Table.Tr key={asset.id}>
                    <Table.Td fw={600}>{asset.symbol}</Table.Td>
                    <Table.Td>{asset.contract ? <span className="mono">{asset.contract}</span> : <Text size="sm" c="var(--quiet)">{tStaff.native}</Text>}</Table.Td>
                    <Table.Td>{asset.decimals}</Table.Td>
                    <Table.Td>{asset.parCurrency ?? t.common.nothing}</Table.Td>
                    <Table.Td><Group gap={4}>{asset.enabled ? tStaff.yes : tStaff.no}</Group></Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </Loaded>
    </Card>
  );
}

/** The path may hold an API key, which a shoulder should not read. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

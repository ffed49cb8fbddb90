import { Progress, Table, Text } from "@mantine/core";
import { Link } from "react-router";
import { TxLink } from "@/components/Address";
import { Ago } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { useAsset, useNetwork } from "@/features/payments/assets";
import { tPay } from "@/i18n/pay";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import type { AwaitingView } from "@/lib/types";
import { loadAwaiting } from "./api";

export default function AwaitingPage() {
  const query = usePages(keys.staff.awaiting, loadAwaiting);
  return (
    <Page title={tStaff.awaiting}>
      <PagedList query={query} empty={<Empty title={tStaff.awaitingNone} />}>
        {(items) => (
          <div className="scroll">
            <Table miw={720}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{tStaff.amount}</Table.Th>
                  <Table.Th>{tStaff.progress}</Table.Th>
                  <Table.Th>{tStaff.order}</Table.Th>
                  <Table.Th>{tStaff.transaction}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>{items.map((item) => <Row key={item.id} item={item} />)}</Table.Tbody>
            </Table>
          </div>
        )}
      </PagedList>
    </Page>
  );
}

function Row({ item }: { item: AwaitingView }) {
  const asset = useAsset(item.assetId);
  const network = useNetwork(item.chainId);
  const label = tPay.step.confirming(item.confirmations, item.required);
  return (
    <Table.Tr>
      <Table.Td>
        {formatUnits(item.amount, asset)}
        <Text size="xs" c="var(--quiet)">{network?.name ?? item.chainId} · <Ago at={item.detectedAt} /></Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{label}</Text>
        <Progress value={item.required > 0 ? Math.min(100, (item.confirmations / item.required) * 100) : 0} aria-label={label} />
      </Table.Td>
      <Table.Td><Link to={`/orders/${item.orderId}`} className="mono">…{item.orderId.slice(-8)}</Link></Table.Td>
      <Table.Td><TxLink hash={item.txHash} explorer={network?.explorerUrl} /></Table.Td>
    </Table.Tr>
  );
}

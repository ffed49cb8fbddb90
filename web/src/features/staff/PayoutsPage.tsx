import { Button, Group, Modal, Select, Stack, Table, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Link } from "react-router";
import { short, TxLink } from "@/components/Address";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useAsset, useNetwork } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tMoney } from "@/i18n/money";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { hasRole, useUser } from "@/lib/session";
import type { PayoutState, StaffPayout } from "@/lib/types";
import { approvePayout, loadAllPayouts, rejectPayout } from "./api";

export default function PayoutsPage() {
  const [state, setState] = useState<PayoutState | null>("pending_approval");
  const [rejecting, setRejecting] = useState<string | null>(null);
  const filter = { state: state ?? undefined };
  const query = usePages(keys.staff.payouts(filter), (cursor) => loadAllPayouts(filter, cursor));
  const approve = useSubmit({ send: approvePayout, stale: [keys.payouts.all], done: tStaff.approved });
  return (
    <Page
      title={tStaff.payouts}
      actions={
        <Select
          aria-label={tStaff.state}
          placeholder={t.common.all}
          clearable
          data={Object.entries(tMoney.states).map(([value, label]) => ({ value, label }))}
          value={state}
          onChange={(value) => setState(value as PayoutState | null)}
        />
      }
    >
      {approve.error && <ErrorBox error={approve.error} />}
      <PagedList query={query} empty={<Empty title={tStaff.payoutNone} />}>
        {(items) => (
          <div className="scroll">
            <Table miw={860}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{tStaff.kind}</Table.Th>
                  <Table.Th>{tStaff.amount}</Table.Th>
                  <Table.Th>{tStaff.to}</Table.Th>
                  <Table.Th>{tStaff.order}</Table.Th>
                  <Table.Th>{tStaff.state}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((payout) => (
                  <Row
                    key={payout.id}
                    payout={payout}
                    approving={approve.isPending && approve.variables === payout.id}
                    approve={() => approve.mutate(payout.id)}
                    reject={() => setRejecting(payout.id)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </PagedList>
      <Modal opened={rejecting !== null} onClose={() => setRejecting(null)} title={tStaff.reject}>
        {rejecting && <RejectForm id={rejecting} close={() => setRejecting(null)} />}
      </Modal>
    </Page>
  );
}

function Row({ payout, approve, approving, reject }: { payout: StaffPayout; approve: () => void; approving: boolean; reject: () => void }) {
  const user = useUser();
  const asset = useAsset(payout.assetId);
  const explorer = useNetwork(payout.chainId)?.explorerUrl;
  return (
    <Table.Tr>
      <Table.Td>
        {tMoney.kinds[payout.kind]}
        <Text size="xs" c="var(--quiet)"><Ago at={payout.createdAt} /></Text>
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{formatUnits(payout.amount, asset)}</Table.Td>
      <Table.Td>{payout.toAddress ? <span className="mono" title={payout.toAddress}>{short(payout.toAddress)}</span> : t.common.nothing}</Table.Td>
      <Table.Td>{payout.orderId ? <Link to={`/orders/${payout.orderId}`} className="mono">…{payout.orderId.slice(-8)}</Link> : t.common.nothing}</Table.Td>
      <Table.Td>
        <StateBadge state={payout.state} words={tMoney.states} />
        {payout.waitingReason && <Text size="xs" c="var(--quiet)" mt={4}>{payout.waitingReason}</Text>}
        {payout.txHash && <Text size="xs"><TxLink hash={payout.txHash} explorer={explorer} /></Text>}
      </Table.Td>
      <Table.Td>
        {payout.state === "pending_approval" && hasRole(user, "guard") && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <Button size="xs" variant="default" onClick={reject}>{tStaff.reject}</Button>
            <Button size="xs" loading={approving} onClick={approve}>{tStaff.approve}</Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function RejectForm({ id, close }: { id: string; close: () => void }) {
  const form = useForm({ initialValues: { reason: "" } });
  const reject = useSubmit({ send: rejectPayout, stale: [keys.payouts.all], done: tStaff.rejected, onDone: close });
  return (
    <form onSubmit={form.onSubmit(({ reason }) => reject.mutate({ id, reason }))}>
      <Stack>
        <Text>{tStaff.rejectAsk}</Text>
        <Textarea label={tStaff.reason} required maxLength={1000} autosize minRows={2} data-autofocus {...form.getInputProps("reason")} />
        {reject.error && <ErrorBox error={reject.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" color="red" loading={reject.isPending}>{tStaff.reject}</Button>
        </Group>
      </Stack>
    </form>
  );
}

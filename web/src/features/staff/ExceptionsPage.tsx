import { Button, Group, Modal, Select, Stack, Table, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Link } from "react-router";
import { Ago, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tStaff } from "@/i18n/staff";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { hasRole, useUser } from "@/lib/session";
import type { CaseAction, CaseStatus, CaseView } from "@/lib/types";
import { loadCases, proposeCase, settleCase } from "./api";

export default function ExceptionsPage() {
  const [status, setStatus] = useState<CaseStatus | null>(null);
  const [proposing, setProposing] = useState<CaseView | null>(null);
  const filter = { status: status ?? undefined };
  const query = usePages(keys.exceptions.list(filter), (cursor) => loadCases(filter, cursor));
  const settle = useSubmit({ send: settleCase, stale: [keys.exceptions.all, keys.payments.all, keys.orders.all], done: tStaff.settled });
  return (
    <Page
      title={tStaff.exceptions}
      subtitle={tStaff.fourEyes}
      actions={
        <Select
          aria-label={tStaff.state}
          placeholder={t.common.all}
          clearable
          data={Object.entries(tStaff.caseStates).map(([value, label]) => ({ value, label }))}
          value={status}
          onChange={(value) => setStatus(value as CaseStatus | null)}
        />
      }
    >
      {settle.error && <ErrorBox error={settle.error} />}
      <PagedList query={query} empty={<Empty title={tStaff.exceptionNone} />}>
        {(items) => (
          <div className="scroll">
            <Table miw={820}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{tStaff.kind}</Table.Th>
                  <Table.Th>{tStaff.amount}</Table.Th>
                  <Table.Th>{tStaff.order}</Table.Th>
                  <Table.Th>{tStaff.proposal}</Table.Th>
                  <Table.Th>{tStaff.state}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((item) => (
                  <Row key={item.id} item={item} propose={() => setProposing(item)} settle={() => settle.mutate(item.id)} settling={settle.isPending && settle.variables === item.id} />
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </PagedList>
      <Modal opened={proposing !== null} onClose={() => setProposing(null)} title={tStaff.propose}>
        {proposing && <ProposeForm item={proposing} close={() => setProposing(null)} />}
      </Modal>
    </Page>
  );
}

function Row({ item, propose, settle, settling }: { item: CaseView; propose: () => void; settle: () => void; settling: boolean }) {
  const user = useUser();
  const live = item.status === "open" || item.status === "proposed";
  const mine = item.proposedBy === user?.id;
  const asset = { decimals: item.decimals ?? 0, symbol: item.symbol ?? t.common.nothing };
  return (
    <Table.Tr>
      <Table.Td>
        {tStaff.caseKinds[item.kind] ?? item.kind}
        <Text size="xs" c="var(--quiet)"><Ago at={item.openedAt} /></Text>
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{formatUnits(item.amount, asset)}</Table.Td>
      <Table.Td><Link to={`/orders/${item.orderId}`} className="mono">…{item.orderId.slice(-8)}</Link></Table.Td>
      <Table.Td>
        {tStaff.caseActions[item.proposal.action] ?? item.proposal.action}
        {item.note && <Text size="xs" c="var(--quiet)">{item.note}</Text>}
      </Table.Td>
      <Table.Td><StateBadge state={item.status} words={tStaff.caseStates} /></Table.Td>
      <Table.Td>
        {live && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <Button size="xs" variant="default" onClick={propose}>{tStaff.propose}</Button>
            {item.status === "proposed" && hasRole(user, "guard") && <Button size="xs" disabled={mine} title={mine ? tStaff.fourEyes : undefined} loading={settling} onClick={settle}>{tStaff.settle}</Button>}
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function ProposeForm({ item, close }: { item: CaseView; close: () => void }) {
  const form = useForm({ initialValues: { action: item.proposal.action as CaseAction, note: item.note ?? "" } });
  const propose = useSubmit({ send: proposeCase, stale: [keys.exceptions.all], done: tStaff.proposed, onDone: close });
  return (
    <form onSubmit={form.onSubmit((values) => propose.mutate({ id: item.id, ...values }))}>
      <Stack>
        <Select label={tStaff.action} required allowDeselect={false} data={Object.entries(tStaff.caseActions).map(([value, label]) => ({ value, label }))} {...form.getInputProps("action")} />
        <Textarea label={tStaff.note} required maxLength={2000} autosize minRows={3} {...form.getInputProps("note")} error={formErrors(propose.error).note} />
        {propose.error && <ErrorBox error={propose.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={propose.isPending}>{tStaff.propose}</Button>
        </Group>
      </Stack>
    </form>
  );
}

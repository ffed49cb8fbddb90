import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AddressText, TxLink } from "@/components/Address";
import { Card, Facts } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useNetwork } from "@/features/payments/assets";
import { useNetworkName } from "@/features/payments/networkName";
import { t } from "@/i18n/common";
import { tStaff } from "@/i18n/staff";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import type { PayoutCase } from "@/lib/types";
import { abandonPayout, approvePayout, rejectPayout, simulationQuery } from "./api";
import { Buttons, Name, Verdict } from "./parts";

const words = tStaff.payout.decide;
const STALE = [keys.payouts.all, keys.orders.all];

type Asking = "approve" | "reject" | "abandon";

/** What goes where, and the buttons that decide it. */
export function PayoutDecision({ item }: { item: PayoutCase }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const { payout } = item;
  const network = useNetwork(payout.chainId);
  const close = () => setAsking(null);
  const mayReject = !item.noDecision;
  const mayApprove = mayReject && payout.state === "pending_approval";
  return (
    <Card title={words.title}>
      <Stack gap="md">
        <div>
          <div className="desk-sum">{formatUnits(payout.amount, item)}</div>
          <Text c="var(--quiet)">{tStaff.payout.to(item.payee.displayName)}</Text>
        </div>
        <Where item={item} />
        <Facts
          rows={[
            [words.asked, item.requestedBy ? <Name key="asked" id={item.requestedBy.id} name={item.requestedBy.displayName} roles={item.requestedBy.roles} /> : tStaff.common.system],
            item.decidedBy != null && [words.decided, <Name key="decided" id={item.decidedBy.id} name={item.decidedBy.displayName} roles={item.decidedBy.roles} />],
            payout.txHash != null && [tStaff.exception.transaction, <TxLink key="tx" hash={payout.txHash} explorer={network?.explorerUrl} />],
          ]}
        />
        {item.noDecision && item.noDecision !== "not_waiting" && <Alert color="orange" variant="light" radius="md">{words.no[item.noDecision]}</Alert>}
        {item.noDecision === "not_waiting" && <Text c="var(--quiet)">{words.no.not_waiting}</Text>}
        {mayReject && <Warnings item={item} />}
        {mayReject && (
          <>
            <Text size="sm" c="var(--quiet)">{words.fourEyes}</Text>
            <Group gap="sm">
              {mayApprove && <Button size="md" onClick={() => setAsking("approve")}>{words.approve}</Button>}
              <Button size="md" variant="default" onClick={() => setAsking("reject")}>{words.reject}</Button>
            </Group>
          </>
        )}
        {payout.state === "broadcast" && payout.waitingReason && <Group><Button variant="subtle" color="red" onClick={() => setAsking("abandon")}>{tStaff.payout.abandon.go}</Button></Group>}
      </Stack>
      <Modal opened={asking === "approve"} onClose={close} title={words.approveTitle} size="lg">{asking === "approve" && <Approve item={item} close={close} />}</Modal>
      <Modal opened={asking === "reject"} onClose={close} title={words.rejectTitle}>{asking === "reject" && <Reject item={item} close={close} />}</Modal>
      <Modal opened={asking === "abandon"} onClose={close} title={tStaff.payout.abandon.title}>{asking === "abandon" && <Abandon item={item} close={close} />}</Modal>
    </Card>
  );
}

/** Network and address, whole, so that they can be compared. */
function Where({ item: { payout } }: { item: PayoutCase }) {
  const network = useNetworkName(payout.chainId);
  return (
    <Stack gap={6} align="flex-start">
      <Text size="sm" c="var(--quiet)">{payout.rail === "chain" ? words.network : words.card}</Text>
      <Text fw={600} mt={-6}>{network}</Text>
      {payout.rail === "chain" && (
        <>
          <Text size="sm" c="var(--quiet)" mt={4}>{words.address}</Text>
          {payout.toAddress ? <AddressText value={payout.toAddress} /> : <Text>{words.noAddress}</Text>}
        </>
      )}
    </Stack>
  );
}

/** What speaks against it, beside the button that lets it go. */
function Warnings({ item }: { item: PayoutCase }) {
  const failed = item.address?.checks.filter(({ passed }) => !passed) ?? [];
  const { data } = useQuery({ ...simulationQuery(item.payout.id), enabled: item.payout.rail === "chain" });
  const wouldFail = data?.transfer?.works === false;
  if (failed.length === 0 && item.covered && !wouldFail) return null;
  return (
    <Verdict good={false}>
      <Text fw={600}>{words.warnings}</Text>
      {failed.map(({ check }) => <Text size="sm" key={check}>{tStaff.payout.address.checks[check].bad}</Text>)}
      {!item.covered && <Text size="sm">{tStaff.payout.books.uncovered}</Text>}
      {wouldFail && <Text size="sm">{tStaff.payout.simulation.fails}</Text>}
    </Verdict>
  );
}

function Approve({ item, close }: { item: PayoutCase; close: () => void }) {
  const amount = formatUnits(item.payout.amount, item);
  const approve = useSubmit({ send: approvePayout, stale: STALE, done: words.approved, onDone: close });
  return (
    <Stack>
      <Text>{words.approveSay(amount, item.payee.displayName)}</Text>
      <Facts rows={[[words.pays, amount, "total"], [words.owner, item.payee.displayName]]} />
      <Where item={item} />
      {item.payout.toAddress && <Text size="sm" c="var(--quiet)">{words.approveCheck}</Text>}
      <Warnings item={item} />
      {approve.error && <ErrorBox error={approve.error} />}
      <Buttons>
        <Button variant="default" onClick={close}>{t.common.back}</Button>
        <Button loading={approve.isPending} onClick={() => approve.mutate(item.payout.id)}>{words.approveGo(amount)}</Button>
      </Buttons>
    </Stack>
  );
}

function Reject({ item, close }: { item: PayoutCase; close: () => void }) {
  const form = useForm({ initialValues: { reason: "" } });
  const reject = useSubmit({ send: rejectPayout, stale: STALE, done: words.rejected, onDone: close });
  return (
    <form onSubmit={form.onSubmit(({ reason }) => reject.mutate({ id: item.payout.id, reason }))}>
      <Stack>
        <Text>{words.rejectSay(formatUnits(item.payout.amount, item), item.payee.displayName)}</Text>
        <Textarea label={tStaff.common.reason} description={words.rejectHint} required maxLength={500} autosize minRows={2} data-autofocus {...form.getInputProps("reason")} error={formErrors(reject.error).reason} />
        {reject.error && <ErrorBox error={reject.error} />}
        <Buttons>
          <Button variant="default" onClick={close}>{t.common.back}</Button>
          <Button type="submit" color="red" loading={reject.isPending}>{words.rejectGo}</Button>
        </Buttons>
      </Stack>
    </form>
  );
}

function Abandon({ item, close }: { item: PayoutCase; close: () => void }) {
  const { abandon: say } = tStaff.payout;
  const abandon = useSubmit({ send: abandonPayout, stale: STALE, done: say.done, onDone: close });
  return (
    <Stack>
      <Text>{say.say}</Text>
      {abandon.error && <ErrorBox error={abandon.error} />}
      <Buttons>
        <Button variant="default" onClick={close}>{t.common.back}</Button>
        <Button color="red" loading={abandon.isPending} onClick={() => abandon.mutate(item.payout.id)}>{say.go}</Button>
      </Buttons>
    </Stack>
  );
}

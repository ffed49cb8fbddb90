import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { AddressText, TxLink } from "@/components/Address";
import { Card, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useNetwork } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tOrder } from "@/i18n/order";
import { tStaff } from "@/i18n/staff";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatPrice, formatUnits, isZero } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import { formatTime } from "@/lib/time";
import type { CaseAction, CaseDetail, CaseOption } from "@/lib/types";
import { caseQuery, proposeCase, settleCase } from "./api";
import { Buttons, Name } from "./parts";

const words = tStaff.exception;
const STALE = [keys.exceptions.all, keys.payments.all, keys.orders.all, keys.payouts.all];

export default function ExceptionPage() {
  const { id = "" } = useParams();
  const query = useQuery(caseQuery(id));
  useRoom("desk-money", keys.exceptions.one(id));
  return <Loaded query={query} shape="split">{(item) => <Case item={item} />}</Loaded>;
}

const unitOf = (item: CaseDetail) => ({ decimals: item.decimals ?? 0, symbol: item.symbol ?? tStaff.common.unknownAsset });

function Case({ item }: { item: CaseDetail }) {
  return (
    <Page title={words.kinds[item.kind] ?? item.kind} back={{ to: "/staff/exceptions", label: words.back }} subtitle={<StateBadge state={item.status} words={words.states} />}>
      <div className="split order">
        <div>
          <Card title={words.about}>
            <div className="desk-sum">{formatUnits(item.amount, unitOf(item))}</div>
            <Text mt="xs">{words.why[item.kind]}</Text>
          </Card>
          <Settle item={item} />
          {item.options.length > 0 && <Propose item={item} />}
        </div>
        <div className="beside">
          <About item={item} />
        </div>
        <div className="rest">
          <Deposit item={item} />
          <History item={item} />
        </div>
      </div>
    </Page>
  );
}

/** The proposal as it stands, and the second person's button. */
function Settle({ item }: { item: CaseDetail }) {
  // What was proposed when they asked to settle it: another proposal that comes meanwhile is refused by the server.
  const [asking, setAsking] = useState<CaseAction | null>(null);
  const settle = useSubmit({ send: settleCase, stale: STALE, done: words.settled, onDone: () => setAsking(null) });
  const { noSettling: no } = item;
  const { action: proposed } = item.proposal;
  const agreed = asking ?? proposed;
  const optionOf = (action: CaseAction) => item.options.find((one) => one.action === action);
  const [option, agreedOption] = [optionOf(proposed), optionOf(agreed)];
  const proposer = item.history.findLast((entry) => entry.step === "proposed")?.by;
  return (
    <Card title={words.proposal}>
      <Text fw={600}>{words.actions[proposed] ?? proposed}</Text>
      <Text size="sm" c="var(--quiet)">{proposer ? words.proposedBy(proposer.displayName) : words.computed}</Text>
      {item.note && <div className="prose" style={{ marginBlockStart: 8 }}>{item.note}</div>}
      {option && <div style={{ marginBlockStart: 8 }}><Moves option={option} item={item} /></div>}
      <div style={{ marginBlockStart: 14 }}>
        {no === "over" || no === "nothing_proposed" ? <Text c="var(--quiet)">{words.noSettling[no]}</Text> : no ? <Alert color="orange" variant="light" radius="md">{words.noSettling[no]}</Alert> : (
          <>
            <Text mb="sm">{words.ready}</Text>
            <Button onClick={() => setAsking(proposed)}>{words.settle}</Button>
          </>
        )}
      </div>
      <Modal opened={asking !== null} onClose={() => setAsking(null)} title={words.settleTitle}>
        <Stack>
          <Text>{words.settleSay(words.actions[agreed] ?? agreed)}</Text>
          {agreedOption && <Moves option={agreedOption} item={item} />}
          {settle.error && <ErrorBox error={settle.error} />}
          <Buttons>
            <Button variant="default" onClick={() => setAsking(null)}>{t.common.back}</Button>
            <Button loading={settle.isPending} onClick={() => settle.mutate({ id: item.id, action: agreed })}>{words.settle}</Button>
          </Buttons>
        </Stack>
      </Modal>
    </Card>
  );
}

/** What an action would do, in numbers. */
function Moves({ option, item }: { option: CaseOption; item: CaseDetail }) {
  const asset = unitOf(item);
  return (
    <>
      {option.moves.length === 0 && <Text size="sm" c="var(--quiet)">{words.movesNothing}</Text>}
      {option.moves.map((move, i) => <Text size="sm" key={i}>{words.move(formatUnits(move.amount, asset), words.moves[move.from] ?? move.from, words.moves[move.to] ?? move.to)}</Text>)}
      {!isZero(option.left) && <Text size="sm">{words.left(formatUnits(option.left, asset))}</Text>}
    </>
  );
}

function Propose({ item }: { item: CaseDetail }) {
  const first = item.options.find((one) => one.allowed && one.action === item.proposal.action) ?? item.options.find((one) => one.allowed);
  const form = useForm<{ action: CaseAction | null; note: string }>({ initialValues: { action: first?.action ?? null, note: "" } });
  const propose = useSubmit({ send: proposeCase, stale: [keys.exceptions.all], done: words.proposed, onDone: () => form.setFieldValue("note", "") });
  const maySettle = !item.noSettling;
  return (
    <Card title={words.decide}>
      <form onSubmit={form.onSubmit(({ action, note }) => {
        if (action) propose.mutate({ id: item.id, action, note });
      })}>
        <Stack>
          <Text size="sm" c="var(--quiet)">{words.proposeHint}</Text>
          <fieldset className="choices">
            <legend className="unseen">{words.decide}</legend>
            {item.options.map((option) => (
              <label className="choice-card" key={option.action}>
                <input type="radio" name="action" value={option.action} disabled={!option.allowed} checked={form.values.action === option.action} onChange={() => form.setFieldValue("action", option.action)} />
                <div>
                  <Text fw={600} c={option.allowed ? undefined : "var(--quiet)"}>{words.actions[option.action] ?? option.action}</Text>
                  {option.allowed ? <Moves option={option} item={item} /> : <Text size="sm" c="var(--quiet)">{option.refusal}</Text>}
                </div>
              </label>
            ))}
          </fieldset>
          <Textarea label={words.note} required maxLength={2000} autosize minRows={2} {...form.getInputProps("note")} error={formErrors(propose.error).note} />
          {propose.error && <ErrorBox error={propose.error} />}
          <Group justify="flex-end"><Button type="submit" variant={maySettle ? "default" : "filled"} disabled={!form.values.action} loading={propose.isPending}>{words.propose}</Button></Group>
        </Stack>
      </form>
    </Card>
  );
}

function About({ item }: { item: CaseDetail }) {
  const { order, payment } = item;
  const asked = { symbol: payment.symbol, decimals: payment.decimals };
  return (
    <>
      <Card title={words.order}>
        <Text fw={600} mb={6}><Link to={`/orders/${order.id}`}>{order.title}</Link></Text>
        <StateBadge state={order.state} words={tOrder.states} />
        <div style={{ marginBlockStart: 14 }}>
          <Facts
            rows={[
              [words.total, formatPrice(order.total, order.currency)],
              [tOrder.buyer, <Name key="buyer" id={order.buyer.id} name={order.buyer.displayName} />],
              [tOrder.seller, <Name key="seller" id={order.seller.id} name={order.seller.displayName} />],
            ]}
          />
        </div>
      </Card>
      <Card title={words.payment}>
        <Facts
          rows={[
            [words.status_, words.paymentStates[payment.status] ?? payment.status],
            [words.asked, formatUnits(payment.amount, asked)],
            [words.received, formatUnits(payment.received, asked)],
            [words.waiting, formatUnits(payment.waiting, unitOf(item))],
            [words.payBy, formatTime(payment.expiresAt)],
          ]}
        />
        {payment.address && <Labelled label={words.payAddress}><AddressText value={payment.address} /></Labelled>}
        {payment.refundAddress && <Labelled label={words.refundAddress}><AddressText value={payment.refundAddress} /></Labelled>}
      </Card>
    </>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return <div style={{ marginBlockStart: 12 }}><Text size="sm" c="var(--quiet)">{label}</Text>{children}</div>;
}

function Deposit({ item }: { item: CaseDetail }) {
  const network = useNetwork(item.deposit?.chainId);
  const { deposit } = item;
  if (!deposit) return null;
  return (
    <Card title={words.deposit}>
      <Facts
        rows={[
          [words.about, formatUnits(deposit.amount, unitOf(item))],
          [words.status_, words.depositStates[deposit.status] ?? deposit.status],
          [words.confirmations, deposit.confirmations >= deposit.required ? num(deposit.confirmations) : tStaff.awaiting.progress(deposit.confirmations, deposit.required)],
          [words.block, <span key="block" className="num">{deposit.blockNumber}</span>],
          [words.seen, formatTime(deposit.detectedAt)],
          [words.transaction, <TxLink key="tx" hash={deposit.txHash} explorer={network?.explorerUrl} />],
        ]}
      />
      {deposit.reason && <Text size="sm" c="var(--quiet)" mt="sm">{deposit.reason}</Text>}
      <Labelled label={words.sender}><AddressText value={deposit.sender} /></Labelled>
    </Card>
  );
}

function History({ item }: { item: CaseDetail }) {
  return (
    <Card title={words.history}>
      <ol className="steps">
        {item.history.map((entry) => (
          <li key={`${entry.step} ${entry.at}`} className="done">
            <Text fw={600}>{words.steps[entry.step]}: {words.actions[entry.action] ?? entry.action}</Text>
            <Text size="sm" c="var(--quiet)"><bdi>{formatTime(entry.at)}</bdi> · <bdi>{entry.by?.displayName ?? tStaff.common.system}</bdi></Text>
            {entry.note && <div className="prose" style={{ fontSize: "0.95rem", marginBlockStart: 4 }}>{entry.note}</div>}
          </li>
        ))}
      </ol>
    </Card>
  );
}

import { Alert, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { Card, Countdown, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { orderFilesQuery, timelineQuery } from "@/features/orders/api";
import { TermsCard } from "@/features/orders/TermsCard";
import { Timeline } from "@/features/orders/Timeline";
import { useAsset } from "@/features/payments/assets";
import { tOrder } from "@/i18n/order";
import { tStaff } from "@/i18n/staff";
import { formatBytes } from "@/lib/bytes";
import { fileLink } from "@/lib/files";
import { keys } from "@/lib/keys";
import { formatUnits, isZero } from "@/lib/money";
import { useRoom } from "@/lib/socket";
import { formatTime } from "@/lib/time";
import type { DisputeCase, Party, TimelineEntry } from "@/lib/types";
import { disputeQuery } from "./api";
import { Books, Name, Record } from "./parts";
import { RulingForm } from "./RulingForm";

const words = tStaff.dispute;

export default function DisputePage() {
  const { id = "" } = useParams();
  const query = useQuery(disputeQuery(id));
  useRoom(`order-${id}`, keys.orders.one(id));
  useRoom("desk-disputes", keys.disputes.one(id));
  return <Loaded query={query} shape="split">{(dispute) => <Case dispute={dispute} />}</Loaded>;
}

function Case({ dispute }: { dispute: DisputeCase }) {
  const { order, opened } = dispute;
  const timeline = useQuery(timelineQuery(order.id));
  return (
    <Page
      title={order.terms.title}
      back={{ to: "/staff/disputes", label: words.back }}
      subtitle={<StateBadge state={order.state} words={tOrder.states} />}
    >
      {opened && (
        <div className="card" style={{ marginBlockEnd: 16 }}>
          <Text size="sm" c="var(--quiet)">{words.opened[opened.by](order[opened.by].displayName)} · <bdi>{formatTime(opened.at)}</bdi></Text>
          <div className="prose" style={{ marginBlockStart: 6 }}>{opened.reason}</div>
        </div>
      )}
      <div className="split order">
        <div>
          {dispute.noRuling ? <NoRuling dispute={dispute} /> : <RulingForm dispute={dispute} />}
        </div>
        <div className="beside">
          <IfNobodyRules dispute={dispute} />
          <Money dispute={dispute} />
        </div>
        <div className="rest">
          <div className="two-sides">
            <Side dispute={dispute} side="buyer" timeline={timeline.data ?? []} />
            <Side dispute={dispute} side="seller" timeline={timeline.data ?? []} />
          </div>
          <TermsCard order={order} />
          <Timeline order={order} />
        </div>
      </div>
    </Page>
  );
}

function NoRuling({ dispute }: { dispute: DisputeCase }) {
  const asset = useAsset(dispute.order.assetId);
  const { ruling, noRuling } = dispute;
  if (!noRuling) return null;
  if (noRuling !== "over" || !ruling) return <Card title={words.rule.title}><Alert color="orange" variant="light" radius="md">{words.no[noRuling]}</Alert></Card>;
  return (
    <Card title={words.ruling.title}>
      <Text>{ruling.by ? words.ruling.by(ruling.by.displayName) : words.ruling.bySystem}</Text>
      <Text size="sm" c="var(--quiet)" mb="md">{formatTime(ruling.at)}</Text>
      <div className="prose">{ruling.reason}</div>
      <dl className="gets" style={{ marginBlockStart: 16 }}>
        <div><dt>{words.rule.sellerGets}</dt><dd>{formatUnits((BigInt(dispute.order.released) - BigInt(dispute.order.feeTaken)).toString(), asset)}</dd></div>
        <div><dt>{words.rule.buyerGets}</dt><dd>{formatUnits(dispute.order.refunded, asset)}</dd></div>
        <div><dt>{words.rule.fee}</dt><dd>{formatUnits(dispute.order.feeTaken, asset)}</dd></div>
      </dl>
    </Card>
  );
}

function IfNobodyRules({ dispute }: { dispute: DisputeCase }) {
  const asset = useAsset(dispute.order.assetId);
  const next = dispute.order.ifNobodyActs;
  if (!next) return null;
  return (
    <Card title={words.nobody.title}>
      <div className="amount"><Countdown to={next.at} /></div>
      <Text size="sm" c="var(--quiet)" mb="xs">{formatTime(next.at)}</Text>
      {!isZero(next.toBuyer) && <Text>{words.nobody.toBuyer(formatUnits(next.toBuyer, asset))}</Text>}
      {!isZero(next.toSeller) && <Text>{words.nobody.toSeller(formatUnits(next.toSeller, asset))}</Text>}
      {!isZero(next.fee) && <Text>{words.nobody.fee(formatUnits(next.fee, asset))}</Text>}
    </Card>
  );
}

function Money({ dispute: { order } }: { dispute: DisputeCase }) {
  const asset = useAsset(order.assetId);
  return (
    <Card title={words.money} actions={<Books orderId={order.id} />}>
      <Facts
        rows={[
          [tOrder.paidIn, formatUnits(order.paidIn, asset)],
          !isZero(order.released) && [tOrder.released, formatUnits(order.released, asset)],
          !isZero(order.refunded) && [tOrder.refunded, formatUnits(order.refunded, asset)],
          [words.held, formatUnits(order.held, asset), "total"],
        ]}
      />
    </Card>
  );
}

/** What one side said and showed, with their record. */
function Side({ dispute, side, timeline }: { dispute: DisputeCase; side: Party; timeline: TimelineEntry[] }) {
  const { order } = dispute;
  const record = dispute[side];
  const said = timeline.filter((entry) => entry.actor === side && wordsOf(entry));
  return (
    <Card title={words[side]}>
      <Text fw={600} mb="sm"><Name id={record.id} name={record.displayName} /></Text>
      <Record of={record} />
      <Text component="h3" fw={600} fz="1rem" mt="lg" mb="xs">{words.said}</Text>
      {said.length === 0 && <Text c="var(--quiet)">{words.saidNothing}</Text>}
      <ul className="said">
        {said.map((entry) => (
          <li key={entry.id}>
            <Text size="sm" c="var(--quiet)">
              {entry.action === "open_dispute" ? words.askedForRuling : entry.action === "deliver" ? words.handedOver : (tOrder.timelineActions[entry.action] ?? entry.action)} · {formatTime(entry.at)}
            </Text>
            <div className="prose">{wordsOf(entry)}</div>
          </li>
        ))}
      </ul>
      <Files orderId={order.id} by={record.id} />
    </Card>
  );
}

function wordsOf({ detail }: TimelineEntry): string | null {
  const { note, reason } = (detail ?? {}) as { note?: unknown; reason?: unknown };
  return typeof reason === "string" ? reason : typeof note === "string" ? note : null;
}

function Files({ orderId, by }: { orderId: string; by: string }) {
  const query = useQuery(orderFilesQuery(orderId));
  const get = useSubmit({ send: fileLink, onDone: ({ url }) => window.location.assign(url) });
  return (
    <>
      <Text component="h3" fw={600} fz="1rem" mt="lg" mb="xs">{words.filed}</Text>
      <Loaded query={query} lines={2}>
        {({ items }) => {
          const own = items.filter((file) => file.addedBy === by);
          if (own.length === 0) return <Text c="var(--quiet)">{words.filedNothing}</Text>;
          return (
            <ul className="said">
              {own.map((file) => (
                <li key={file.fileId}>
                  <div className="row-title">{file.name}</div>
                  <Text size="sm" c="var(--quiet)">{formatBytes(file.bytes)} · {formatTime(file.addedAt)}</Text>
                  {file.note && <div className="prose">{file.note}</div>}
                  <Button size="xs" variant="default" mt={6} aria-label={`${words.file.get}: ${file.name}`} loading={get.isPending && get.variables === file.fileId} onClick={() => get.mutate(file.fileId)}>{words.file.get}</Button>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {get.error && <ErrorBox error={get.error} />}
    </>
  );
}

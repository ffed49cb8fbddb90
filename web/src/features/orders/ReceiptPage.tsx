import { Anchor, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Link, useParams } from "react-router";
import { Empty, Loaded } from "@/components/states";
import { orderPayoutsQuery } from "@/features/custody/api";
import { paymentsQuery } from "@/features/payments/api";
import { assetsQuery, useAssetName, useNetworkNames } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tMoney } from "@/i18n/money";
import { tOrder } from "@/i18n/order";
import { formatPrice, formatUnits, isZero } from "@/lib/money";
import { formatTime } from "@/lib/time";
import type { OrderView, PaymentView, PayoutView, TimelineEntry } from "@/lib/types";
import { orderQuery, timelineQuery } from "./api";
import { type Movement, movements, netReleased } from "./receipt";
import "./receipt.css";

/** A page made for paper: parties, terms, every movement of money with its date and transaction. */
export default function ReceiptPage() {
  const { id = "" } = useParams();
  const order = useQuery(orderQuery(id));
  return <main className="receipt-page"><Loaded query={order} lines={8}>{(found) => <WithMoney order={found} />}</Loaded></main>;
}

function WithMoney({ order }: { order: OrderView }) {
  const payments = useQuery(paymentsQuery(order.id));
  const payouts = useQuery(orderPayoutsQuery(order.id));
  const timeline = useQuery(timelineQuery(order.id));
  const assets = useQuery(assetsQuery);
  const file = tOrder.receipt.file(order.id.slice(-12));
  useEffect(() => {
    document.title = file; // the name that browsers give the PDF
  }, [file]);
  return (
    <>
      <Group className="no-print" justify="space-between" mb="lg">
        <Anchor component={Link} to={`/orders/${order.id}`} c="var(--quiet)" size="sm"><span className="flip" aria-hidden>←</span> {tOrder.receipt.back}</Anchor>
        {!isZero(order.paidIn) && <Button onClick={() => window.print()}>{tOrder.receipt.print}</Button>}
      </Group>
      {isZero(order.paidIn) ? (
        <Empty title={tOrder.receipt.nothing} />
      ) : (
        <Loaded query={payments} lines={8}>
          {(paid) => <Loaded query={assets} lines={8}>{() => <Loaded query={payouts} lines={8}>{(out) => <Loaded query={timeline} lines={8}>{(history) => <Receipt order={order} payments={paid} payouts={out} timeline={history} />}</Loaded>}</Loaded>}</Loaded>}
        </Loaded>
      )}
    </>
  );
}

interface Props {
  order: OrderView;
  payments: PaymentView[];
  payouts: PayoutView[];
  timeline: TimelineEntry[];
}

/** The sheet itself. */
export function Receipt({ order, payments, payouts, timeline }: Props) {
  const assetName = useAssetName();
  const { terms } = order;
  const say = (units: string) => formatUnits(units, assetName(order.assetId));
  const price = (amount: string) => formatPrice(amount, terms.currency);
  return (
    <article className="receipt">
      <header>
        <div>
          <div className="receipt-brand">{t.app.name}</div>
          <h1>{tOrder.receipt.title}</h1>
        </div>
        <Text component="div" size="sm">
          {tOrder.receipt.of(formatTime(order.updatedAt))}
          <br />
          {tOrder.receipt.order} <bdi className="mono">{order.id}</bdi>
        </Text>
      </header>
      <Section title={tOrder.receipt.parties}>
        <Rows rows={[[tOrder.buyer, <Party key="b" name={order.buyer.displayName} you={order.you === "buyer"} />], [tOrder.seller, <Party key="s" name={order.seller.displayName} you={order.you === "seller"} />]]} />
      </Section>
      <Section title={tOrder.receipt.deal}>
        <p className="receipt-title"><bdi>{terms.title}</bdi></p>
        <Rows
          rows={[
            [tOrder.agreed, formatTime(order.createdAt)],
            [tMoney.price, price(terms.price)],
            ...(isZero(terms.buyerFee) ? [] : [[tMoney.feeBuyer, price(terms.buyerFee)] as Row]),
            ...(isZero(terms.sellerFee) ? [] : [[tMoney.feeSeller, price(terms.sellerFee)] as Row]),
            [tMoney.buyerPays, price(terms.total)],
            ...terms.milestones.map((part, i): Row => [`${i + 1}. ${part.title}`, price(part.amount)]),
            [tOrder.termsHash, <bdi key="h" className="mono receipt-hash">{order.termsHash}</bdi>],
          ]}
        />
      </Section>
      <Section title={tOrder.receipt.movements}>
        <Rows
          rows={[
            [tOrder.receipt.paid, say(order.paidIn)],
            ...(isZero(order.released) ? [] : [[tOrder.receipt.released, say(netReleased(order))] as Row]),
            ...(isZero(order.feeTaken) ? [] : [[tOrder.receipt.fee, say(order.feeTaken)] as Row]),
            ...(isZero(order.refunded) ? [] : [[tOrder.receipt.refunded, say(order.refunded)] as Row]),
            ...(isZero(order.held) ? [] : [[tOrder.receipt.inEscrow, say(order.held)] as Row]),
          ]}
        />
      </Section>
      <Section title={tOrder.receipt.transactions}>
        <Transactions items={movements(order, payments, payouts, timeline)} />
      </Section>
      <footer>{tOrder.receipt.foot(t.app.name)}</footer>
    </article>
  );
}

type Row = [label: string, value: ReactNode];

function Party({ name, you }: { name: string; you: boolean }) {
  return <><bdi>{name}</bdi>{you && ` (${tOrder.receipt.you})`}</>;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  return (
    <dl>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Transactions({ items }: { items: Movement[] }) {
  const assetName = useAssetName();
  const networkName = useNetworkNames();
  if (items.length === 0) return <p>{tOrder.receipt.none}</p>;
  const what = (kind: Movement["kind"]) => (kind === "paid" ? tOrder.receipt.payment : (tMoney.kinds[kind] ?? kind));
  return (
    <table>
      <thead>
        <tr><th scope="col">{tOrder.receipt.date}</th><th scope="col">{tOrder.receipt.what}</th><th scope="col" className="end">{tOrder.receipt.amount}</th></tr>
      </thead>
      <tbody>
        {items.map((item, i) => (
          <tr key={i}>
            <td>{formatTime(item.at)}</td>
            <td>
              {what(item.kind)} · {item.chainId === null ? tOrder.receipt.card : networkName(item.chainId)}
              <div><bdi className="mono receipt-hash">{item.reference ?? tOrder.receipt.noTx}</bdi></div>
            </td>
            <td className="end">{formatUnits(item.amount, assetName(item.assetId))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { Address, short, TxLink } from "@/components/Address";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { useNetwork } from "@/features/payments/assets";
import { SignElsewhere } from "@/features/staff/SignElsewhere";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import { hasRole, useUser } from "@/lib/session";
import { formatTime } from "@/lib/time";
import { approveSweep, rejectSweep, submitSweepTransaction, sweepQuery, sweepTransactionQuery } from "./api";
import { Ask, Booked } from "./bits";
import { Line, Sheet } from "./Sheet";
import type { SweepDetail } from "./types";

const s = tSystem.sweeps;
const STALE = [keys.system.sweeps, keys.system.overview, keys.audit.all];

export default function SweepPage() {
  const { id = "" } = useParams();
  return <Loaded query={useQuery(sweepQuery(id))} lines={8}>{(detail) => <Detail detail={detail} />}</Loaded>;
}

function Detail({ detail: { sweep, transactions } }: { detail: SweepDetail }) {
  const network = useNetwork(sweep.chainId);
  const user = useUser();
  const [asking, setAsking] = useState<"approve" | "reject" | null>(null);
  const decides = sweep.state === "pending_approval" && hasRole(user, "guard");
  const gas = { symbol: network?.nativeSymbol ?? "", decimals: 18 };
  const close = () => setAsking(null);
  return (
    <Page
      title={s.one}
      back={{ to: "/staff/sweeps", label: s.title }}
      actions={decides && <><Button variant="default" onClick={() => setAsking("reject")}>{s.reject}</Button><Button onClick={() => setAsking("approve")}>{s.approve}</Button></>}
    >
      <Card>
        <div className="amount"><Booked units={sweep.amount} asset={sweep.assetId} /></div>
        <Facts
          rows={[
            [s.state, <StateBadge key="s" state={sweep.state} words={s.states} />],
            sweep.waitingReason ? [s.waitsFor, <span key="w" dir="auto">{sweep.waitingReason}</span>] : null,
            [s.address, <div key="a" className="fact-address"><Address value={sweep.address} /></div>],
            [s.index, num(sweep.derivationIndex)],
            [s.network, network?.name ?? String(sweep.chainId)],
            [s.planned, formatTime(sweep.createdAt)],
            [s.changed, <Ago key="c" at={sweep.updatedAt} />],
            sweep.finalAt ? [s.final, formatTime(sweep.finalAt)] : null,
          ]}
        />
      </Card>
      <section className="desk-part">
        <h2>{s.transactions}</h2>
        {transactions.length === 0 ? <Empty title={s.noTransaction}>{s.noTransactionHint}</Empty> : (
          <Sheet label={s.transactions} cols="minmax(0, 1fr) 110px minmax(0, 1.4fr) minmax(0, 1.2fr) minmax(0, 1.2fr) minmax(0, 1.4fr)" heads={[s.purpose, s.state, s.fromTo, s.nonce, s.gas, s.transaction]}>
            {transactions.map((one) => (
              <Line
                key={one.id}
                cells={[
                  { name: s.purpose, kind: "main", value: (s.purposes as Record<string, string>)[one.purpose] ?? one.purpose },
                  { name: s.state, value: <StateBadge state={one.state} words={s.sent} /> },
                  { name: s.fromTo, value: <span className="mono" title={`${one.from} → ${one.to}`}>{short(one.from)} → {short(one.to)}</span> },
                  { name: s.nonce, value: num(one.nonce) },
                  { name: s.gas, value: one.gasCost != null ? <bdi>{formatUnits(one.gasCost, gas)}</bdi> : <Text span c="var(--quiet)" size="sm">{s.atMost(formatUnits(one.maxGasCost, gas))}</Text> },
                  { name: s.transaction, value: one.txHash ? <TxLink hash={one.txHash} explorer={network?.explorerUrl} /> : t.common.nothing },
                ]}
              />
            ))}
          </Sheet>
        )}
      </section>
      {transactions.some(({ state }) => state === "prepared") && <section className="desk-part"><Signing id={sweep.id} /></section>}
      {asking === "approve" && <Ask title={s.approve} says={s.approveSays} button={s.approve} send={() => approveSweep(sweep.id)} stale={STALE} done={s.approved} close={close} />}
      {asking === "reject" && (
        <Ask title={s.reject} says={s.rejectSays} button={s.reject} danger reason={{ label: s.why, hint: s.whyHint, least: 1 }} send={(reason) => rejectSweep({ id: sweep.id, reason })} stale={STALE} done={s.rejected} close={close} />
      )}
    </Page>
  );
}

/** The one that comes next: gas for the address first, by the treasury's key, then the sweep by the address's own. */
function Signing({ id }: { id: string }) {
  return (
    <SignElsewhere
      query={useQuery(sweepTransactionQuery(id))}
      file={`sweep-${id}`}
      submit={(raw) => submitSweepTransaction(id, raw)}
      stale={STALE}
      facts={({ purpose, derivationIndex }) => [
        [s.purpose, (s.purposes as Record<string, string>)[purpose] ?? purpose],
        ...(derivationIndex == null ? [] : [[s.index, num(derivationIndex)] as [string, string]]),
      ]}
    />
  );
}

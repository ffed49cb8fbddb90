import { Button, Group, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, Loaded } from "@/components/states";
import { useNetworkName } from "@/features/payments/networkName";
import { tMoney } from "@/i18n/money";
import { tPay } from "@/i18n/pay";
import { keys } from "@/lib/keys";
import { formatUnits, isZero } from "@/lib/money";
import type { BalanceView } from "@/lib/types";
import { balancesQuery, loadPayouts } from "./api";
import { CardPayouts } from "./CardPayouts";
import "./custody.css";
import { PayoutLine } from "./PayoutLine";
import { Preference } from "./Preference";
import { Withdraw } from "./Withdraw";

export default function MoneyPage() {
  const balances = useQuery(balancesQuery);
  const [from, setFrom] = useState<BalanceView | null>(null);
  return (
    <Page title={tMoney.title} subtitle={tMoney.balanceHint}>
      <section aria-label={tMoney.balances}>
        <Loaded query={balances}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={tMoney.balanceNone}>{tMoney.balanceNoneHint}</Empty>
            ) : (
              <div className="grid2">
                {list.map((balance) => (
                  <Balance key={balance.assetId} balance={balance} withdraw={() => setFrom(balance)} />
                ))}
              </div>
            )
          }
        </Loaded>
      </section>
      <Payouts />
      <div className="grid2 even" style={{ marginBlockStart: 36 }} id="cards">
        <Preference />
        <CardPayouts />
      </div>
      <Withdraw balance={from} close={() => setFrom(null)} />
    </Page>
  );
}

function Payouts() {
  const [search, setSearch] = useSearchParams();
  const waiting = search.get("waiting") === "1" || undefined;
  const filter = { waiting };
  const payouts = usePages(keys.payouts.list(filter), (cursor) => loadPayouts(filter, cursor));
  const change = (on: boolean) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (on) next.set("waiting", "1");
      else next.delete("waiting");
      return next;
    }, { replace: true });
  return (
    <section>
      <Group justify="space-between" mt={36} mb="md">
        <Title order={2}>{tMoney.payouts}</Title>
        <Switch label={tMoney.onlyWaiting} checked={waiting === true} onChange={(event) => change(event.currentTarget.checked)} />
      </Group>
      <PagedList query={payouts} empty={<Empty title={tMoney.payoutNone}>{tMoney.payoutNoneHint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((payout) => (
              <li key={payout.id} className="payout-row">
                <PayoutLine payout={payout} />
                {payout.orderId && <Text size="sm" mt={4}><Link to={`/orders/${payout.orderId}`}>{tPay.toOrder}</Link></Text>}
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}

function Balance({ balance, withdraw }: { balance: BalanceView; withdraw: () => void }) {
  const network = useNetworkName(balance.chainId);
  const say = (units: string) => formatUnits(units, balance);
  return (
    <section className="card balance" aria-label={`${balance.symbol}, ${network}`}>
      <div>
        <Text size="sm" c="var(--quiet)">{tMoney.available}{network && <> · {network}</>}</Text>
        <div className="amount">{say(balance.available)}</div>
      </div>
      <Facts
        rows={[
          !isZero(balance.held) && [tMoney.held, say(balance.held)],
          [tMoney.releasable, say(balance.releasable)],
          [tMoney.inTransit, say(balance.inTransit)],
        ]}
      />
      {!isZero(balance.held) && <Text size="sm" c="var(--quiet)">{tMoney.heldHint}</Text>}
      <Group><Button variant="default" disabled={isZero(balance.available)} onClick={withdraw}>{tMoney.withdraw}</Button></Group>
    </section>
  );
}

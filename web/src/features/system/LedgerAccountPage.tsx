import { Button, Group, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { Ago, Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useAsset } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { formatTime } from "@/lib/time";
import { accountQuery, loadEntries } from "./api";
import { Booked, Owner, ShortId } from "./bits";
import { instant } from "./instant";
import { Line, Sheet } from "./Sheet";
import type { LedgerAccount } from "./types";

const l = tSystem.ledger;

export default function LedgerAccountPage() {
  const { id = "" } = useParams();
  return <Loaded query={useQuery(accountQuery(id, ""))} lines={6}>{({ account }) => <Detail account={account} />}</Loaded>;
}

function Detail({ account }: { account: LedgerAccount }) {
  const asset = useAsset(account.assetId);
  const id = String(account.id);
  const query = usePages(keys.system.entries(id), (cursor) => loadEntries(id, cursor));
  return (
    <Page title={l.accountTitle(l.purposes[account.purpose])} back={{ to: "/staff/ledger", label: l.title }} subtitle={<Owner owner={account.owner} />}>
      <div className="split level">
        <Card title={l.balance}>
          <div className="amount"><Booked units={account.balance} asset={account.assetId} /></div>
          <Facts
            rows={[
              [l.owner, <span key="o" className="hash">{account.owner}</span>],
              [l.purpose, l.purposes[account.purpose]],
              [l.asset, asset.symbol],
              [l.opened, formatTime(account.openedAt)],
            ]}
          />
        </Card>
        <BalanceAt account={account} />
      </div>
      <Text component="h2" fw={650} fz="1.1rem" mt="xl" mb="sm">{l.entries}</Text>
      <PagedList query={query} empty={<Empty title={l.noEntry} />}>
        {(items) => (
          <Sheet label={l.entries} cols="minmax(0, 1.2fr) minmax(0, 1fr) 150px minmax(0, 1.3fr) minmax(0, 1.3fr)" heads={[l.kind, l.reference, l.recorded, [l.change], [l.after]]}>
            {items.map((entry) => (
              <Line
                key={entry.id}
                to={`/staff/ledger/transactions/${entry.transactionId}`}
                cells={[
                  { name: l.kind, kind: "main", value: l.kinds[entry.kind] ?? entry.kind },
                  { name: l.reference, value: entry.reference ? <ShortId id={entry.reference} /> : t.common.nothing },
                  { name: l.recorded, value: <Ago at={entry.recordedAt} /> },
                  { name: l.change, kind: "end", value: <Booked units={entry.amount} asset={account.assetId} plus /> },
                  { name: l.after, kind: "end", value: <Booked units={entry.balanceAfter} asset={account.assetId} /> },
                ]}
              />
            ))}
          </Sheet>
        )}
      </PagedList>
    </Page>
  );
}

/** What was on it at a moment that somebody names. */
function BalanceAt({ account }: { account: LedgerAccount }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState("");
  const query = useQuery({ ...accountQuery(String(account.id), at), enabled: at !== "" });
  const { data } = query;
  return (
    <Card title={l.atTitle}>
      <form onSubmit={(event) => { event.preventDefault(); setAt(instant(typed) ?? ""); }}>
        <Group align="flex-end" gap="sm">
          <TextInput type="datetime-local" step={1} label={l.at} value={typed} onChange={({ currentTarget }) => setTyped(currentTarget.value)} required style={{ flex: "1 1 180px" }} />
          <Button type="submit" variant="default" loading={query.isFetching && at !== ""}>{l.look}</Button>
        </Group>
      </form>
      <div aria-live="polite" style={{ marginBlockStart: 14 }}>
        {query.isError && <ErrorBox error={query.error} />}
        {data?.balanceAt != null && data.at && <Text>{l.wasAt(formatTime(data.at))} <b><Booked units={data.balanceAt} asset={account.assetId} /></b></Text>}
      </div>
    </Card>
  );
}

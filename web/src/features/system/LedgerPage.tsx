import { Checkbox, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Ago } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { assetsQuery } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { loadAccounts, loadJournal } from "./api";
import { Booked, middle, Owner, ShortId } from "./bits";
import { Line, Sheet } from "./Sheet";
import { Verification } from "./Verification";

const l = tSystem.ledger;
const VIEWS = { accounts: l.accounts, journal: l.journal, verify: l.verify };

export default function LedgerPage() {
  const { values: { view } } = useFilters(["view"]);
  const shown = known(view, VIEWS) ?? "accounts";
  return (
    <Page title={l.title} subtitle={l.subtitle}>
      <nav className="sections" aria-label={l.title}>
        {Object.entries(VIEWS).map(([name, label]) => (
          <Link key={name} to={name === "accounts" ? "?" : `?view=${name}`} className={name === shown ? "active" : undefined} aria-current={name === shown ? "page" : undefined}>{label}</Link>
        ))}
      </nav>
      {shown === "accounts" && <Accounts />}
      {shown === "journal" && <Journal />}
      {shown === "verify" && <Verification />}
    </Page>
  );
}

function Accounts() {
  const { values, change } = useFilters(["owner", "purpose", "asset", "funded"]);
  const [owner] = useDebouncedValue((values.owner ?? "").trim(), 250);
  const assets = useQuery(assetsQuery).data ?? [];
  const filter = { owner: owner || undefined, purpose: known(values.purpose, l.purposes), assetId: values.asset, funded: values.funded === "1" || undefined };
  const query = usePages(keys.system.accounts(filter), (cursor) => loadAccounts(filter, cursor));
  return (
    <>
      <div className="controls">
        <TextInput label={l.owner} description={l.ownerHint} inputWrapperOrder={["label", "input", "description"]} placeholder="order:…" value={values.owner ?? ""} onChange={({ currentTarget }) => change({ owner: currentTarget.value }, true)} />
        <Select label={l.purpose} placeholder={t.common.all} clearable data={Object.entries(l.purposes).map(([value, label]) => ({ value, label }))} value={filter.purpose ?? null} onChange={(value) => change({ purpose: value }, true)} />
        <Select label={l.asset} placeholder={t.common.all} clearable searchable data={assets.map(({ id, symbol, chainId }) => ({ value: id, label: chainId ? `${symbol} (${chainId})` : symbol }))} value={values.asset ?? null} onChange={(value) => change({ asset: value }, true)} />
        <Checkbox label={l.funded} checked={values.funded === "1"} onChange={({ currentTarget }) => change({ funded: currentTarget.checked ? "1" : null }, true)} className="control-check" />
      </div>
      <PagedList query={query} empty={<Empty title={l.noAccount}>{l.noAccountHint}</Empty>}>
        {(items) => (
          <Sheet label={l.accounts} cols="minmax(0, 2fr) minmax(0, 1.3fr) 140px minmax(0, 1.5fr)" heads={[l.owner, l.purpose, l.opened, [l.balance]]}>
            {items.map((account) => (
              <Line
                key={account.id}
                to={`/staff/ledger/accounts/${account.id}`}
                cells={[
                  { name: l.owner, kind: "main", value: <Owner owner={account.owner} link={false} /> },
                  { name: l.purpose, value: l.purposes[account.purpose] },
                  { name: l.opened, value: <Ago at={account.openedAt} /> },
                  { name: l.balance, kind: "end", value: <Booked units={account.balance} asset={account.assetId} /> },
                ]}
              />
            ))}
          </Sheet>
        )}
      </PagedList>
    </>
  );
}

function Journal() {
  const { values, change } = useFilters(["key"]);
  const [key] = useDebouncedValue((values.key ?? "").trim(), 250);
  const query = usePages(keys.system.journal({ key }), (cursor) => loadJournal(key || undefined, cursor));
  return (
    <>
      <div className="controls">
        <TextInput label={l.key} description={l.keyHint} inputWrapperOrder={["label", "input", "description"]} value={values.key ?? ""} onChange={({ currentTarget }) => change({ key: currentTarget.value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={l.noTransaction}>{l.noTransactionHint}</Empty>}>
        {(items) => (
          <Sheet label={l.journal} cols="minmax(0, 1fr) minmax(0, 1fr) minmax(0, 2fr) 140px" heads={[l.kind, l.reference, l.key, l.occurred]}>
            {items.map((one) => (
              <Line
                key={one.id}
                to={`/staff/ledger/transactions/${one.id}`}
                cells={[
                  { name: l.kind, kind: "main", value: l.kinds[one.kind] ?? one.kind },
                  { name: l.reference, value: one.reference ? <ShortId id={one.reference} /> : t.common.nothing },
                  { name: l.key, value: <span className="hash" title={one.key}>{middle(one.key)}</span> },
                  { name: l.occurred, value: <Ago at={one.occurredAt} /> },
                ]}
              />
            ))}
          </Sheet>
        )}
      </PagedList>
    </>
  );
}

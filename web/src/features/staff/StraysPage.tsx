import { Text } from "@mantine/core";
import { Copy } from "@/components/Copy";
import { Ago, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import type { CardStray } from "@/lib/types";
import { loadStrays } from "./api";
import "./staff.css";

const words = tStaff.stray;

export default function StraysPage() {
  const query = usePages(keys.staff.strays, loadStrays);
  return (
    <Page title={words.title} subtitle={words.lead} back={{ to: "/staff/exceptions", label: tStaff.exception.back }}>
      <PagedList query={query} empty={<Empty icon="check" title={words.none}>{words.noneHint}</Empty>}>
        {(items) => <ul className="plain grid2 even">{items.map((stray) => <li key={stray.id} className="card"><Stray stray={stray} /></li>)}</ul>}
      </PagedList>
    </Page>
  );
}

function Stray({ stray }: { stray: CardStray }) {
  return (
    <>
      <div className="desk-sum">{formatUnits(stray.amount, { decimals: stray.decimals ?? 0, symbol: stray.currency.toUpperCase() })}</div>
      <Text mb="md">{stray.reason}</Text>
      <Facts
        rows={[
          [words.found, <Ago key="found" at={stray.foundAt} />],
          [words.session, <Id key="session" id={stray.sessionId} />],
          stray.intentId != null && [words.intent, <Id key="intent" id={stray.intentId} />],
          stray.reference != null && [words.reference, <span key="reference" className="mono">{stray.reference}</span>],
        ]}
      />
    </>
  );
}

function Id({ id }: { id: string }) {
  return <span style={{ display: "inline-flex", gap: 6, alignItems: "center" }}><span className="mono" style={{ overflowWrap: "anywhere" }}>{id}</span><Copy value={id} label={t.common.copyHash} /></span>;
}

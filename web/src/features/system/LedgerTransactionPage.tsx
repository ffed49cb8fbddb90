import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { Card, Facts } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { formatTime } from "@/lib/time";
import { transactionQuery } from "./api";
import { Booked, Owner } from "./bits";
import { Line, Sheet } from "./Sheet";
import type { LedgerTransactionDetail } from "./types";

const l = tSystem.ledger;

export default function LedgerTransactionPage() {
  const { id = "" } = useParams();
  return <Loaded query={useQuery(transactionQuery(id))} lines={8}>{(detail) => <Detail detail={detail} />}</Loaded>;
}

function Detail({ detail: { transaction, lines, seal, inputHash } }: { detail: LedgerTransactionDetail }) {
  return (
    <Page title={l.kinds[transaction.kind] ?? transaction.kind} back={{ to: "/staff/ledger?view=journal", label: l.journal }} subtitle={formatTime(transaction.occurredAt)}>
      <Text component="h2" fw={650} fz="1.1rem" mb="sm">{l.lines}</Text>
      <Sheet label={l.lines} cols="minmax(0, 2fr) minmax(0, 1.2fr) minmax(0, 1.3fr) minmax(0, 1.3fr)" heads={[l.owner, l.purpose, [l.change], [l.after]]}>
        {lines.map((line) => (
          <Line
            key={line.line}
            to={`/staff/ledger/accounts/${line.accountId}`}
            cells={[
              { name: l.owner, kind: "main", value: <Owner owner={line.owner} link={false} /> },
              { name: l.purpose, value: l.purposes[line.purpose] },
              { name: l.change, kind: "end", value: <Booked units={line.amount} asset={line.assetId} plus /> },
              { name: l.after, kind: "end", value: <Booked units={line.balanceAfter} asset={line.assetId} /> },
            ]}
          />
        ))}
      </Sheet>
      <div className="sides" style={{ marginBlockStart: 24 }}>
        <Card title={l.cause}>
          <Facts
            rows={[
              [l.kind, <span key="n" className="mono">{transaction.kind}</span>],
              [l.reference, transaction.reference ? <span key="r" className="hash">{transaction.reference}</span> : t.common.nothing],
              [l.key, <span key="k" className="hash">{transaction.key}</span>],
              [l.inputHash, <span key="i" className="hash">{inputHash}</span>],
              [l.recorded, lines[0] ? formatTime(lines[0].recordedAt) : t.common.nothing],
            ]}
          />
        </Card>
        <Card title={l.seal}>
          {seal ? (
            <Facts
              rows={[
                [l.position, num(seal.position)],
                [l.sealHash, <span key="h" className="hash">{seal.hash}</span>],
                [l.batch, num(seal.batch)],
                [l.root, <span key="r" className="hash">{seal.merkleRoot}</span>],
                [l.sealed, formatTime(seal.sealedAt)],
              ]}
            />
          ) : <Text c="var(--quiet)">{l.unsealed}</Text>}
        </Card>
      </div>
    </Page>
  );
}

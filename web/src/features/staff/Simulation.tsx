import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Card, Facts } from "@/components/bits";
import { Loaded } from "@/components/states";
import { num } from "@/i18n/format";
import { tStaff } from "@/i18n/staff";
import { formatUnits, isZero } from "@/lib/money";
import type { PayoutCase, SimulatedTransfer } from "@/lib/types";
import { simulationQuery } from "./api";
import { Verdict } from "./parts";

const words = tStaff.payout.simulation;

/** What the network would make of the transfer. */
export function SimulationCard({ item }: { item: PayoutCase }) {
  const query = useQuery(simulationQuery(item.payout.id));
  return (
    <Card title={words.title} actions={<Button size="xs" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>{words.again}</Button>}>
      <div aria-live="polite">
        <Loaded query={query} lines={5}>
          {({ obstacle, transfer }) => (transfer ? <Transfer transfer={transfer} item={item} /> : obstacle ? <Verdict good={false}>{words.none[obstacle]}</Verdict> : null)}
        </Loaded>
      </div>
    </Card>
  );
}

function Transfer({ transfer, item }: { transfer: SimulatedTransfer; item: PayoutCase }) {
  const coin = { symbol: transfer.nativeSymbol, decimals: 18 };
  const isShort = transfer.treasuryAfter == null;
  return (
    <>
      <Verdict good={transfer.works}>
        <Text fw={600}>{transfer.works ? words.works : words.fails}</Text>
        {/* A treasury that is short is refused by the token's contract, too, in words for machines. */}
        {transfer.refusal && !isShort && <Text size="sm" style={{ overflowWrap: "anywhere" }}>{words.failsWith(transfer.refusal)}</Text>}
        {!transfer.works && isShort && <Text size="sm">{words.shortToken}</Text>}
        {!transfer.works && !isShort && !transfer.refusal && <Text size="sm">{words.shortGas}</Text>}
        {transfer.recipientIsContract && <Text size="sm">{words.contract}</Text>}
      </Verdict>
      <Facts
        rows={[
          [words.treasury, formatUnits(transfer.treasuryBefore, item)],
          !isZero(transfer.promised) && [words.promised, formatUnits(transfer.promised, item)],
          transfer.treasuryAfter != null && [words.treasuryAfter, formatUnits(transfer.treasuryAfter, item), "total"],
          [words.recipient, formatUnits(transfer.recipientBefore, item)],
          transfer.gasCost != null && [words.gas, <span key="gas">{formatUnits(transfer.gasCost, coin)}{transfer.gasLimit != null && <Text span size="sm" c="var(--quiet)" display="block">{words.gasUnits(transfer.gasLimit)}</Text>}</span>],
          [words.native, formatUnits(transfer.nativeBefore, coin)],
          [words.block, num(transfer.block)],
        ]}
      />
      <Text size="sm" c="var(--quiet)" mt="md">{words.lead}</Text>
    </>
  );
}

import { Text } from "@mantine/core";
import { AddressText } from "@/components/Address";
import { Ago, Card, Facts } from "@/components/bits";
import { Icon } from "@/components/Icon";
import { num } from "@/i18n/format";
import { tStaff } from "@/i18n/staff";
import { formatTime } from "@/lib/time";
import type { AddressContext } from "@/lib/types";

const words = tStaff.payout.address;

/** How old the address is, what went there before, and what speaks against it. */
export function PayoutAddress({ address }: { address: AddressContext }) {
  return (
    <Card title={words.title}>
      <div style={{ marginBlockEnd: 16 }}><AddressText value={address.address} /></div>
      <ul className="checks">
        {address.checks.map(({ check, passed }) => (
          <li key={check} className={passed ? undefined : "bad"}>
            <Icon name={passed ? "check" : "warning"} size={16} />
            <span><span className="unseen">{passed ? words.passed : words.failed}: </span>{words.checks[check][passed ? "good" : "bad"]}</span>
          </li>
        ))}
      </ul>
      <Facts
        rows={[
          [words.comes, words.source[address.source]],
          address.since != null && [words.since, formatTime(address.since)],
          [words.used, address.usedBefore === 0 ? words.usedNever : words.usedTimes(address.usedBefore)],
          address.lastUsedAt != null && [words.lastUsed, formatTime(address.lastUsedAt)],
          [words.others, num(address.otherPeople)],
        ]}
      />
      <Text component="h3" fw={600} fz="1rem" mt="lg" mb="xs">{words.history}</Text>
      {address.changes.length === 0 && <Text c="var(--quiet)">{words.historyNone}</Text>}
      <ul className="said">
        {address.changes.map((change) => (
          <li key={change.at}>
            <Text size="sm" c="var(--quiet)">{change.address ? words.set : words.removed} · {formatTime(change.at)} · <Ago at={change.at} /></Text>
            {change.address && <AddressText value={change.address} />}
          </li>
        ))}
      </ul>
      <Text size="sm" c="var(--quiet)" mt="md">{words.noScreening}</Text>
    </Card>
  );
}

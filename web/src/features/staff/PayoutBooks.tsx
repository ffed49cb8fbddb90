import { Text } from "@mantine/core";
import { Card, Signed } from "@/components/bits";
import { useAssetName, useNetwork } from "@/features/payments/assets";
import { tOrder } from "@/i18n/order";
import { tStaff } from "@/i18n/staff";
import { formatTime } from "@/lib/time";
import type { AccountName, PayoutCase } from "@/lib/types";
import { Verdict } from "./parts";

const words = tStaff.payout;

/** What each decision would do to the ledger. */
export function Balances({ item }: { item: PayoutCase }) {
  const mayReject = item.balances.some((row) => row.ifRejected != null);
  return (
    <Card title={words.books.title}>
      <Verdict good={item.covered}>{item.covered ? words.books.covered : words.books.uncovered}</Verdict>
      <table className="balances">
        <thead>
          <tr><th scope="col">{words.books.account}</th><th scope="col">{words.books.now}</th><th scope="col">{words.books.paid}</th>{mayReject && <th scope="col">{words.books.rejected}</th>}</tr>
        </thead>
        <tbody>
          {item.balances.map((row) => (
            <tr key={`${row.account.owner} ${row.account.purpose}`}>
              <td><Account account={row.account} /></td>
              <td data-label={words.books.now}><Signed units={row.now} asset={item} /></td>
              <td data-label={words.books.paid}><Signed units={row.ifPaid} asset={item} /></td>
              {mayReject && <td data-label={words.books.rejected}>{row.ifRejected != null && <Signed units={row.ifRejected} asset={item} />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** The postings that led to the payout. */
export function Causes({ item }: { item: PayoutCase }) {
  const asset = useAssetName();
  return (
    <Card title={words.causes.title}>
      <Text size="sm" c="var(--quiet)" mb="md">{words.causes.lead}</Text>
      {item.causes.length === 0 && <Text>{words.causes.none}</Text>}
      <ol className="causes">
        {item.causes.map((cause) => (
          <li key={cause.id}>
            <Text size="sm" c="var(--quiet)" mb={4}>
              {words.causes.kinds[cause.kind] ?? tOrder.timelineActions[cause.kind] ?? cause.kind} · {formatTime(cause.at)}{cause.own && <> · {words.causes.own}</>}
            </Text>
            {cause.lines.map((line, i) => (
              <div className="cause-line" key={i}>
                <Account account={line.account} />
                <Signed units={line.amount} asset={asset(line.assetId)} plus />
              </div>
            ))}
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** An account of the ledger, in words. */
function Account({ account: { owner, purpose, person } }: { account: AccountName }) {
  const [kind = "", id = ""] = owner.split(":");
  const network = useNetwork(kind === "network" ? Number(id) : null);
  const whose =
    person ? <bdi>{person}</bdi>
    : kind === "order" ? words.owners.order
    : kind === "payment" ? words.owners.payment
    : kind === "platform" ? words.owners.platform
    : kind === "network" ? words.owners.network(network?.name ?? id)
    : kind === "stripe" ? words.owners.stripe
    : <span className="mono">{owner}</span>;
  return <span>{whose}{purpose !== "world" && <Text span size="sm" c="var(--quiet)"> · {words.purposes[purpose] ?? purpose}</Text>}</span>;
}

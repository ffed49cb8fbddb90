import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago, Card, Countdown } from "@/components/bits";
import { Icon, type IconName } from "@/components/Icon";
import { tSelling } from "@/i18n/selling";
import type { SalesSummary, ToDo, ToDoKind } from "@/lib/types";

const ICONS: Record<ToDoKind, IconName> = { deliver: "orders", repair: "warning", answer_cancel: "warning", dispute: "scales", answer_offer: "offers", revise_offer: "offers" };
const SOON_MS = 86_400_000;

/** Everything that waits for the seller, what is due soonest first. */
export function ToDoCard({ toDo, counts }: Pick<SalesSummary, "toDo" | "counts">) {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return (
    <Card title={tSelling.board.toDo}>
      {toDo.length === 0 ? (
        <Text c="var(--quiet)">{tSelling.board.calm}. {tSelling.board.calmHint}</Text>
      ) : (
        <Things toDo={toDo} />
      )}
      {all > toDo.length && <Text size="sm" c="var(--quiet)" mt="sm">{tSelling.board.more(all - toDo.length)}</Text>}
    </Card>
  );
}

export function Things({ toDo }: { toDo: ToDo[] }) {
  return (
    <ul className="things">
      {toDo.map((thing) => <li key={thing.orderId ?? thing.offerId}><Thing thing={thing} /></li>)}
    </ul>
  );
}

function Thing({ thing }: { thing: ToDo }) {
  const { kind, dueAt } = thing;
  return (
    <Link className="thing" data-kind={kind} to={thing.orderId ? `/orders/${thing.orderId}` : `/requests/${thing.requestId}`}>
      <Icon name={ICONS[kind]} />
      <span className="thing-what">{thing.title}</span>
      <span className="thing-due" data-soon={dueAt && Date.parse(dueAt) - Date.now() < SOON_MS ? true : undefined}>
        {dueAt ? <><small>{tSelling.board.due}</small><Countdown to={dueAt} over={tSelling.board.over} /></> : <><small>{tSelling.board.since}</small><Ago at={thing.since} /></>}
      </span>
      <span className="thing-say">
        <strong>{tSelling.board.kinds[kind]}</strong> · {thing.otherName}<br />
        {tSelling.board.hints[kind]}
      </span>
    </Link>
  );
}

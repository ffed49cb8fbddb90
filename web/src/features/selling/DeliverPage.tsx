import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Empty, Loaded } from "@/components/states";
import { tSelling } from "@/i18n/selling";
import { SellFrame } from "./SellFrame";
import { Things } from "./ToDoCard";
import { summaryQuery } from "./api";

const PAID = new Set(["deliver", "repair", "answer_cancel", "dispute"]);

/** Paid orders that wait for their seller. */
export default function DeliverPage() {
  const summary = useQuery(summaryQuery());
  return (
    <SellFrame title={tSelling.sections.deliver} subtitle={tSelling.deliver.hint} actions={<Anchor component={Link} to="/orders?side=seller" size="sm">{tSelling.deliver.all}</Anchor>}>
      <Loaded query={summary} lines={6}>
        {({ toDo }) => {
          const orders = toDo.filter(({ kind }) => PAID.has(kind));
          if (orders.length === 0) return <Empty icon="orders" title={tSelling.deliver.none}>{tSelling.deliver.noneHint}</Empty>;
          return <div className="card"><Things toDo={orders} /></div>;
        }}
      </Loaded>
    </SellFrame>
  );
}

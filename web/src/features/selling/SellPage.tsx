import { Button, Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { Loaded } from "@/components/states";
import { tSelling } from "@/i18n/selling";
import { Charts } from "./Charts";
import { FirstSteps } from "./FirstSteps";
import { MoneyOfSales } from "./MoneyOfSales";
import { SellFrame } from "./SellFrame";
import { ToDoCard } from "./ToDoCard";
import { WaitingPayouts } from "./WaitingPayouts";
import { type Days, summaryQuery } from "./api";

const DAYS: Days[] = [30, 90];

/** The seller's side at a glance: what waits for them, where the money is, how it went. */
export default function SellPage() {
  const [search, setSearch] = useSearchParams();
  const days: Days = search.get("days") === "90" ? 90 : 30;
  const summary = useQuery(summaryQuery(days));
  return (
    <SellFrame title={tSelling.title} actions={<Button component={Link} to="/sell/new">{tSelling.create}</Button>}>
      <Loaded query={summary} lines={8}>
        {({ money, toDo, counts, standing, series }) => {
          const isNew = standing.completed === 0 && money.length === 0;
          return (
            <div className="board">
              {(!isNew || toDo.length > 0) && <ToDoCard toDo={toDo} counts={counts} />}
              {isNew && <FirstSteps standing={standing} />}
              <WaitingPayouts />
              {!isNew && (
                <>
                  <MoneyOfSales money={money} />
                  <Group justify="flex-end">
                    <SegmentedControl
                      size="sm"
                      aria-label={tSelling.board.span}
                      data={DAYS.map((n) => ({ value: String(n), label: tSelling.board.spans(n) }))}
                      value={String(days)}
                      onChange={(value) => setSearch(value === "90" ? { days: "90" } : {}, { replace: true })}
                    />
                  </Group>
                  <Charts series={series} />
                </>
              )}
            </div>
          );
        }}
      </Loaded>
    </SellFrame>
  );
}

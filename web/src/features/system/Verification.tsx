import { Alert, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { formatTime } from "@/lib/time";
import { loadVerifications, verifyLedger } from "./api";
import { Ask } from "./bits";
import type { Verification as Run } from "./types";

const v = tSystem.verify;

/** When all books were recomputed, and having it done now. The end of a run is told over the socket. */
export function Verification() {
  const query = usePages(keys.system.verifications, loadVerifications);
  const [asking, setAsking] = useState(false);
  const [last] = query.data?.pages[0]?.items ?? [];
  const busy = last?.state === "waiting" || last?.state === "running";
  return (
    <>
      <Group justify="space-between" mb="md" gap="md">
        <Text c="var(--quiet)" style={{ flex: "1 1 300px" }}>{v.says}</Text>
        <Button disabled={busy} onClick={() => setAsking(true)}>{busy ? v.busy : v.now}</Button>
      </Group>
      <div aria-live="polite">
        <PagedList query={query} empty={<Empty title={v.never}>{v.neverHint}</Empty>}>
          {(items) => <div>{items.map((run) => <RunCard key={run.id} run={run} />)}</div>}
        </PagedList>
      </div>
      {asking && <Ask title={v.now} says={v.nowSays} button={v.now} send={verifyLedger} stale={[keys.system.verifications, keys.audit.all]} done={v.asked} close={() => setAsking(false)} />}
    </>
  );
}

function RunCard({ run }: { run: Run }) {
  return (
    <Card title={formatTime(run.askedAt)} actions={<StateBadge state={run.state} words={v.states} />}>
      {run.failure && <Text mb="sm">{v.failed(run.failure)}</Text>}
      {run.findings.length > 0 && (
        <Alert color="red" variant="light" radius="md" mb="md" title={v.findings(run.findingCount)}>
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>{run.findings.map((finding) => <li key={finding} dir="auto" style={{ overflowWrap: "anywhere" }}>{finding}</li>)}</ul>
        </Alert>
      )}
      {run.finishedAt && (
        <Facts
          rows={[
            [v.finished, <Ago key="f" at={run.finishedAt} />],
            [v.transactions, num(run.transactions)],
            [v.entries, num(run.entries)],
            [v.unsealed, num(run.unsealed)],
            run.head ? [v.head, <Group key="h" gap="xs" justify="flex-end" wrap="nowrap"><span className="hash">{run.head}</span><Copy value={run.head} label={v.copyHead} /></Group>] : null,
          ]}
        />
      )}
    </Card>
  );
}

import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { Ago, StateBadge } from "@/components/bits";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { loadJobs, retryJob } from "./api";
import { Ask, ShortId } from "./bits";
import { Line, Sheet } from "./Sheet";
import type { Job } from "./types";

const j = tSystem.jobs;

export default function JobsPage() {
  const { values, change } = useFilters(["state", "name"]);
  const [name] = useDebouncedValue((values.name ?? "").trim(), 250);
  const filter = { state: known(values.state, j.states), name: name || undefined };
  const query = usePages(keys.system.jobList(filter), (cursor) => loadJobs(filter, cursor));
  const [retrying, setRetrying] = useState<Job | null>(null);
  return (
    <Page title={j.title} subtitle={j.subtitle} actions={<Button variant="default" loading={query.isRefetching} onClick={() => void query.refetch()}>{j.refresh}</Button>}>
      <div className="controls">
        <Select label={j.state} placeholder={t.common.all} clearable data={Object.entries(j.states).map(([value, label]) => ({ value, label }))} value={filter.state ?? null} onChange={(value) => change({ state: value }, true)} />
        <TextInput label={j.name} placeholder="custody_payout" value={values.name ?? ""} onChange={({ currentTarget }) => change({ name: currentTarget.value }, true)} />
      </div>
      <PagedList query={query} empty={<Empty title={j.none}>{j.noneHint}</Empty>}>
        {(items) => (
          <Sheet label={j.title} cols="minmax(0, 2fr) 130px 110px minmax(0, 2fr) 130px" heads={[j.name, j.state, j.attempts, j.about, j.next]}>
            {items.map((job) => (
              <Line
                key={job.id}
                cells={[
                  { name: j.name, kind: "main", value: <>{j.names[job.name] ?? job.name}<div><span className="quiet mono">{job.name}</span></div>{job.lastError && <Failure job={job} />}</> },
                  { name: j.state, value: <StateBadge state={job.state} words={j.states} /> },
                  { name: j.attempts, value: j.of(num(job.attempts), num(job.maxAttempts)) },
                  { name: j.about, value: job.about.length === 0 ? (job.queue ?? t.common.nothing) : job.about.map((subject) => <div key={subject.name}><span className="quiet">{subject.name}</span> <ShortId id={subject.id} /></div>) },
                  { name: j.next, value: job.state === "dead" || job.state === "failing" ? <Button size="xs" variant="default" onClick={() => setRetrying(job)} aria-label={j.retryThis(j.names[job.name] ?? job.name)}>{j.retry}</Button> : <Ago at={job.startedAt ?? job.runAt} /> },
                ]}
              />
            ))}
          </Sheet>
        )}
      </PagedList>
      {retrying && (
        <Ask title={j.retry} says={j.retrySays(j.names[retrying.name] ?? retrying.name, num(retrying.maxAttempts))} button={j.retry} send={() => retryJob(retrying.id)} stale={[keys.system.jobs, keys.audit.all, keys.system.overview]} done={j.retried} close={() => setRetrying(null)} />
      )}
    </Page>
  );
}

function Failure({ job }: { job: Job }) {
  return (
    <details style={{ fontWeight: 400, marginBlockStart: 4 }}>
      <summary className="quiet clip" style={{ cursor: "pointer" }}>{job.lastError?.split("\n")[0]}</summary>
      <pre className="raw">{job.lastError}</pre>
    </details>
  );
}

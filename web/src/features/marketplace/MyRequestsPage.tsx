import { Button } from "@mantine/core";
import { Link } from "react-router";
import { known, useFilters } from "@/components/filters";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import type { RequestLineView } from "@/lib/types";
import { loadMyRequests } from "./api";
import { RequestLine } from "./RequestLine";

const NAMES = ["state"] as const;

/** What one has asked for, and what became of it. */
export default function MyRequestsPage() {
  const { values, change } = useFilters(NAMES);
  const state = known<RequestLineView["status"]>(values.state, tMarket.request.states);
  const query = usePages(keys.requests.list({ mine: true, state }), (cursor) => loadMyRequests(state, cursor));
  const post = <Button component={Link} to="/requests/new">{tMarket.request.post}</Button>;
  return (
    <Page title={tMarket.request.mine} actions={post}>
      <div className="tabs">
        {([undefined, "open", "accepted", "cancelled"] as const).map((each) => (
          <button key={each ?? ""} type="button" aria-pressed={each === state} onClick={() => change({ state: each ?? null })}>{each ? tMarket.request.states[each] : tMarket.request.allStates}</button>
        ))}
      </div>
      <PagedList
        query={query}
        empty={state ? <Empty icon="requests" title={tMarket.request.mineNoneState} /> : <Empty icon="requests" title={tMarket.request.mineNone} action={<Button component={Link} to="/requests/new" variant="default">{tMarket.request.post}</Button>}>{tMarket.request.mineNoneHint}</Empty>}
      >
        {(items) => (
          <ul className="rows">
            {items.map((request) => <li key={request.id}><RequestLine request={request} showState /></li>)}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { loadMyRequests } from "./api";
import { RequestLine } from "./RequestLine";

export default function MyRequestsPage() {
  const query = usePages(keys.requests.list({ mine: true }), loadMyRequests);
  return (
    <Page title={tMarket.request.mine} actions={<Button component={Link} to="/requests/new">{tMarket.request.post}</Button>}>
      <PagedList query={query} empty={<Empty title={tMarket.request.mineNone}>{tMarket.request.mineNoneHint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((request) => (
              <li key={request.id}>
                <RequestLine request={request} showState />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "react-router";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { hasRole, useSession, useUser } from "@/lib/session";
import { useRoom } from "@/lib/socket";
import { formatTime } from "@/lib/time";
import type { RequestView } from "@/lib/types";
import { cancelRequest, requestQuery } from "./api";
import { BuyerOffers } from "./BuyerOffers";
import { budget } from "./RequestLine";
import { SellerOffer } from "./SellerOffer";

export default function RequestPage() {
  const { id = "" } = useParams();
  const query = useQuery(requestQuery(id));
  useRoom(`request-${id}`, keys.requests.one(id));
  return <Loaded query={query} lines={8}>{(request) => <Request request={request} />}</Loaded>;
}

function Request({ request }: { request: RequestView }) {
  const user = useUser();
  const mine = user?.id === request.buyer.id;
  return (
    <Page
      title={request.title}
      back={mine ? { to: "/my/requests", label: tMarket.request.mine } : { to: "/", label: tMarket.request.browseTitle }}
      subtitle={
        <Group gap="sm">
          <StateBadge state={request.status} words={tMarket.request.states} />
          <span>{tMarket.request.offers(request.offerCount)}</span>
        </Group>
      }
    >
      <div className="split">
        <Card title={tMarket.request.details}>
          <div className="prose">{request.description}</div>
        </Card>
        <div>
          <Card>
            <Facts
              rows={[
                [tMarket.request.budget, budget(request)],
                [tMarket.request.category, request.category.name],
                [tMarket.request.buyer, request.buyer.displayName],
                [tMarket.request.posted, <Ago key="p" at={request.createdAt} />],
                request.deadlineAt ? [tMarket.request.deadline, formatTime(request.deadlineAt)] : null,
              ]}
            />
            {mine && request.status === "open" && <Close id={request.id} />}
          </Card>
        </div>
      </div>
      <div style={{ marginBlockStart: 32 }}>
        {mine ? <BuyerOffers request={request} /> : <Visitor request={request} />}
      </div>
    </Page>
  );
}

function Visitor({ request }: { request: RequestView }) {
  const session = useSession();
  const { pathname } = useLocation();
  if (session.status === "starting") return null;
  if (session.status === "anonymous")
    return request.status === "open" ? (
      <Button component={Link} to="/login" state={{ from: pathname }} size="md">{tMarket.request.signInToOffer}</Button>
    ) : null;
  return hasRole(session.user, "seller") ? <SellerOffer request={request} /> : null;
}

function Close({ id }: { id: string }) {
  const close = useSubmit({ send: () => cancelRequest(id), stale: [keys.requests.all], done: tMarket.request.closed });
  return (
    <>
      <Button variant="subtle" color="red" mt="md" px={8} ml={-8} loading={close.isPending} onClick={() => window.confirm(tMarket.request.closeAsk) && close.mutate()}>
        {tMarket.request.close}
      </Button>
      {close.error && <ErrorBox error={close.error} />}
    </>
  );
}

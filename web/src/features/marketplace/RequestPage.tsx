import { Alert, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link, useLocation, useParams } from "react-router";
import { Ago, Card, Facts, StateBadge } from "@/components/bits";
import { Confirm } from "@/components/Confirm";
import { Page } from "@/components/Page";
import { Loaded, Loading } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { hasRole, useSession, useUser } from "@/lib/session";
import { useRoom } from "@/lib/socket";
import { formatTime } from "@/lib/time";
import type { RequestView } from "@/lib/types";
import { cancelRequest, requestQuery } from "./api";
import { RequestFiles } from "./RequestFiles";
import { budget, categoryName } from "./words";
import "./marketplace.css";

// Of no use to a visitor.
const BuyerOffers = lazy(async () => ({ default: (await import("./BuyerOffers")).BuyerOffers }));
const SellerOffer = lazy(async () => ({ default: (await import("./SellerOffer")).SellerOffer }));

export default function RequestPage() {
  const { id = "" } = useParams();
  const query = useQuery(requestQuery(id));
  useRoom(`request-${id}`, keys.requests.one(id));
  return <Loaded query={query} lines={8} shape="split">{(request) => <Request request={request} />}</Loaded>;
}

function Request({ request }: { request: RequestView }) {
  const mine = useUser()?.id === request.buyer.id;
  const open = request.status === "open";
  return (
    <Page
      title={request.title}
      back={mine ? { to: "/my/requests", label: tMarket.request.mine } : { to: "/requests", label: tMarket.request.browseTitle }}
      subtitle={
        <Group gap="sm">
          <StateBadge state={request.status} words={tMarket.request.states} />
          <span>{tMarket.request.offers(request.offerCount)}</span>
        </Group>
      }
      actions={mine && open && <Button component={Link} to={`/requests/${request.id}/edit`} variant="default">{tMarket.request.edit}</Button>}
    >
      <Outcome request={request} mine={mine} />
      <div className="split">
        <div>
          <Card title={tMarket.request.details}>
            <div className="prose">{request.description}</div>
          </Card>
          {request.files.length > 0 && <Card title={tMarket.request.files}><RequestFiles files={request.files} /></Card>}
        </div>
        <Card title={tMarket.request.more}>
          <Facts
            rows={[
              [tMarket.request.budget, budget(request)],
              [tMarket.request.category, categoryName(request.category)],
              [tMarket.request.buyer, <Link key="b" to={`/people/${request.buyer.id}`}>{request.buyer.displayName}</Link>],
              [tMarket.request.posted, <Ago key="p" at={request.createdAt} />],
              request.deadlineAt ? [tMarket.request.deadline, formatTime(request.deadlineAt)] : null,
            ]}
          />
          {mine && open && <Close request={request} />}
        </Card>
      </div>
      <div style={{ marginBlockStart: 32 }}>
        <Suspense fallback={<Loading lines={6} />}>{mine ? <BuyerOffers request={request} /> : <Visitor request={request} />}</Suspense>
      </div>
    </Page>
  );
}

/** What became of a request that takes no offers any more. */
function Outcome({ request, mine }: { request: RequestView; mine: boolean }) {
  if (request.status === "open") return null;
  const accepted = request.offers.find(({ id }) => id === request.acceptedOfferId);
  if (request.status === "accepted" && !mine && !accepted) return null;
  return (
    <Alert color="gray" radius="md" mb="md">
      <Group gap="md" justify="space-between">
        <span>{request.status === "accepted" ? tMarket.request.acceptedNote : tMarket.request.cancelledNote}</span>
        {accepted?.orderId && <Button component={Link} to={`/orders/${accepted.orderId}`} size="sm">{tMarket.request.toOrder}</Button>}
      </Group>
    </Alert>
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
  if (hasRole(session.user, "seller") || request.offers.length > 0) return <SellerOffer request={request} />;
  return request.status === "open" ? <p className="quiet">{tMarket.request.needSeller}</p> : null;
}

function Close({ request }: { request: RequestView }) {
  const cancel = useSubmit({ send: () => cancelRequest(request.id), stale: [keys.requests.all, keys.offers.all], done: tMarket.request.closed });
  return (
    <Confirm
      size="sm" variant="subtle" color="red" mt="md" px={8} mx={-8}
      label={tMarket.request.close}
      title={tMarket.request.closeTitle}
      text={tMarket.request.closeText(request.offerCount)}
      action={tMarket.request.close}
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate()}
    />
  );
}

import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Page } from "@/components/Page";
import { Empty, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import type { RequestView } from "@/lib/types";
import { changeRequest, requestQuery } from "./api";
import { changeOf, draftOf } from "./wizard/draft";
import { Wizard } from "./wizard/Wizard";

/** Changes one's open request. */
export default function EditRequestPage() {
  const { id = "" } = useParams();
  const user = useUser();
  const query = useQuery(requestQuery(id));
  return (
    <Page title={tMarket.wizard.editTitle} narrow back={{ to: `/requests/${id}`, label: t.common.back }}>
      <Loaded query={query} lines={6}>
        {(request) => {
          const why = request.buyer.id !== user?.id ? tMarket.wizard.notYours : request.status !== "open" ? tMarket.wizard.notOpen : null;
          if (why) return <Empty icon="lock" title={why} action={<Button component={Link} to={`/requests/${id}`} variant="default">{t.common.back}</Button>} />;
          return <Edit key={request.id} request={request} />;
        }}
      </Loaded>
    </Page>
  );
}

function Edit({ request }: { request: RequestView }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => draftOf(request));
  const save = useSubmit({
    send: () => changeRequest(request.id, changeOf(request, draft)),
    stale: [keys.requests.all, keys.offers.all],
    done: tMarket.wizard.saved,
    onDone: () => void navigate(`/requests/${request.id}`, { replace: true }),
  });
  return (
    <Wizard
      free
      draft={draft}
      change={(part) => setDraft((now) => ({ ...now, ...part }))}
      submit={tMarket.wizard.save}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      note={request.offerCount > 0 && <Alert color="orange" radius="md" mt="md">{tMarket.wizard.outdates}</Alert>}
    />
  );
}

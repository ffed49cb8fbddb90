import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Page } from "@/components/Page";
import { useSubmit } from "@/components/submit";
import { tMarket } from "@/i18n/market";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import { postRequest } from "./api";
import { bodyOf, type Draft, EMPTY, keepDraft, loadDraft } from "./wizard/draft";
import { Wizard } from "./wizard/Wizard";

/** Posts a request, step by step. What is begun is kept in the tab. */
export default function NewRequestPage() {
  const user = useUser()?.id ?? "";
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(() => loadDraft(user));
  const begun = JSON.stringify(draft) !== JSON.stringify(EMPTY);
  const set = (next: Draft | null) => {
    keepDraft(user, next);
    setDraft(next ?? EMPTY);
  };
  const post = useSubmit({
    send: () => postRequest(bodyOf(draft)),
    stale: [keys.requests.all],
    done: tMarket.wizard.posted,
    onDone: ({ id }) => {
      keepDraft(user, null);
      void navigate(`/requests/${id}`, { replace: true });
    },
  });
  const startOver = () => {
    set(null);
    post.reset();
    void navigate("/requests/new", { replace: true });
  };
  return (
    <Page title={tMarket.wizard.title} narrow back={{ to: "/requests", label: tMarket.request.browseTitle }}>
      <Wizard
        draft={draft}
        change={(part) => setDraft((now) => {
          const next = { ...now, ...part };
          keepDraft(user, next);
          return next;
        })}
        submit={tMarket.wizard.post}
        busy={post.isPending}
        error={post.error}
        onSubmit={() => post.mutate()}
      />
      {begun && (
        <Text size="sm" c="var(--quiet)" mt="md">
          {tMarket.wizard.draft} <Button variant="subtle" size="compact-sm" color="gray" c="var(--quiet)" td="underline" onClick={startOver}>{tMarket.wizard.startOver}</Button>
        </Text>
      )}
    </Page>
  );
}

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Card } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { Fleeting } from "@/lib/fleeting";
import { keys } from "@/lib/keys";
import { useNow } from "@/lib/time";
import type { TokenView } from "@/lib/types";
import { revealToken } from "./api";

const SHOWN_MS = 60_000;

/** A secret for the minute that it is shown. Not in the query cache: it stays nowhere longer than that. */
export function useFleetingSecret() {
  const [secret] = useState(() => new Fleeting<string>(SHOWN_MS));
  useEffect(() => secret.forget, [secret]);
  return { secret, shown: useSyncExternalStore(secret.subscribe, secret.get) };
}

/** Shows the secret of a token for a minute, after its owner has proved again who they are. */
export function Reveal({ token, secret, shown }: { token: TokenView } & ReturnType<typeof useFleetingSecret>) {
  const [asking, { open, close }] = useDisclosure();
  return (
    <Card title={shown ? tGoods.tokens.revealed : tGoods.tokens.reveal}>
      {shown ? (
        <Stack gap="sm">
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <pre className="code" style={{ flex: 1, margin: 0 }} translate="no">{shown.value}</pre>
            <Copy value={shown.value} label={tGoods.tokens.copy} />
          </Group>
          <Group justify="space-between">
            <Text size="sm" c="var(--quiet)"><SecondsLeft until={shown.until} /></Text>
            <Button size="xs" variant="default" onClick={secret.forget}>{tGoods.tokens.hide}</Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="sm" align="flex-start">
          <Text>{tGoods.tokens.revealHint[token.fulfilment]} <Text span c="var(--quiet)">{tGoods.tokens.revealLogged}</Text></Text>
          <Button onClick={open}>{tGoods.tokens.reveal}</Button>
        </Stack>
      )}
      <Modal opened={asking} onClose={close} title={tGoods.tokens.revealTitle} keepMounted={false}>
        <AskReveal
          id={token.id}
          close={close}
          show={(value) => {
            secret.show(value);
            close();
          }}
        />
      </Modal>
    </Card>
  );
}

function SecondsLeft({ until }: { until: number }) {
  return <>{tGoods.tokens.hides(Math.max(0, Math.ceil((until - useNow()) / 1000)))}</>;
}

/** The transport asks for the proof of identity that this needs. */
function AskReveal({ id, show, close }: { id: string; show: (secret: string) => void; close: () => void }) {
  const reveal = useSubmit({
    send: () => revealToken(id),
    stale: [keys.tokens.all],
    onDone: ({ secret }) => {
      // The answer must not outlive its minute in the mutation either.
      reveal.reset();
      show(secret);
    },
  });
  return (
    <Stack>
      <Text>{tGoods.tokens.revealAsk}</Text>
      {reveal.error && <ErrorBox error={reveal.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button loading={reveal.isPending} onClick={() => reveal.mutate()}>{tGoods.tokens.revealDo}</Button>
      </Group>
    </Stack>
  );
}

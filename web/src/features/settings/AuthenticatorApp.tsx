import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card, Qr } from "@/components/bits";
import { Copy } from "@/components/Copy";
import { Confirm } from "@/components/Confirm";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatDay } from "@/lib/time";
import { Codes } from "./Codes";
import { confirmTotp, removeTotp, renewCodes, startTotp, totpQuery } from "./api";

const STALE = [keys.account.totp, keys.account.factors];

/** The authenticator app and its recovery codes. */
export function AuthenticatorApp() {
  const query = useQuery(totpQuery);
  // Shown once, so kept here and nowhere else.
  const [codes, setCodes] = useState<string[] | null>(null);
  const start = useSubmit({ send: () => startTotp() });
  const remove = useSubmit({ send: () => removeTotp(), stale: STALE, done: tSettings.security.totpRemoved });
  const renew = useSubmit({ send: () => renewCodes(), stale: STALE, onDone: ({ recoveryCodes }) => setCodes(recoveryCodes) });
  const error = start.error ?? renew.error;
  return (
    <Card title={tSettings.security.totp}>
      <Text size="sm" c="var(--quiet)" mb="md">{tSettings.security.totpHint}</Text>
      <Loaded query={query} lines={2}>
        {({ on, confirmedAt, recoveryCodesLeft }) =>
          on ? (
            <Stack align="flex-start">
              <Text>{tSettings.security.totpOn} {confirmedAt && formatDay(confirmedAt)}. {tSettings.security.codesLeft(recoveryCodesLeft)}</Text>
              <Group gap="sm">
                <Confirm label={tSettings.security.codesRenew} title={tSettings.security.codesRenew} text={tSettings.security.codesRenewAsk} action={tSettings.security.codesRenew} busy={renew.isPending} onConfirm={() => renew.mutate()} />
                <Confirm label={tSettings.security.totpRemove} variant="subtle" color="gray" title={tSettings.security.totpRemoveAsk} text={tSettings.security.totpRemoveHint} action={tSettings.security.totpRemove} busy={remove.isPending} error={remove.error} onConfirm={() => remove.mutate()} />
              </Group>
            </Stack>
          ) : start.data ? (
            <SetUp
              {...start.data}
              onDone={(made) => {
                start.reset();
                setCodes(made);
              }}
            />
          ) : (
            <Button variant="default" loading={start.isPending} onClick={() => start.mutate()}>{tSettings.security.totpSetUp}</Button>
          )
        }
      </Loaded>
      {error && <ErrorBox error={error} />}
      <Modal opened={codes !== null} onClose={() => setCodes(null)} title={tSettings.security.codes} closeOnClickOutside={false} size="lg">
        {codes && <Codes codes={codes} onKept={() => setCodes(null)} />}
      </Modal>
    </Card>
  );
}

function SetUp({ secret, otpauthUrl, onDone }: { secret: string; otpauthUrl: string; onDone: (codes: string[]) => void }) {
  const form = useForm({ initialValues: { code: "" } });
  const confirm = useSubmit({ send: confirmTotp, stale: STALE, onDone: ({ recoveryCodes }) => onDone(recoveryCodes) });
  return (
    <form onSubmit={form.onSubmit(({ code }) => confirm.mutate(code.trim()))}>
      <Stack align="flex-start">
        <Text>{tSettings.security.totpScan}</Text>
        <Qr text={otpauthUrl} label={tSettings.security.totpQr} />
        <Group gap="sm" wrap="nowrap"><Text component="code" className="mono" style={{ overflowWrap: "anywhere" }}>{secret}</Text><Copy value={secret} label={tSettings.security.totpKey} /></Group>
        <Group align="flex-end" gap="sm">
          <TextInput label={tSettings.overview.code} inputMode="numeric" autoComplete="one-time-code" required maxLength={6} {...form.getInputProps("code")} error={formErrors(confirm.error).code} />
          <Button type="submit" loading={confirm.isPending}>{tSettings.security.totpConfirm}</Button>
        </Group>
        {confirm.error && <ErrorBox error={confirm.error} />}
      </Stack>
    </form>
  );
}

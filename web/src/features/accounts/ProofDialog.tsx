import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";
import { proof } from "@/lib/proof";
import { useUser } from "@/lib/session";
import { factorsQuery } from "./api";
import { stepUp, stepUpWithPasskey, wasClosed } from "./ways";

/** Asks the person to prove again who they are, whenever a request needs it. */
export function ProofDialog() {
  const asked = useSyncExternalStore(proof.subscribe, proof.isAsked);
  const user = useUser();
  if (!user) return null;
  return (
    <Modal opened={asked} onClose={() => proof.settle(false)} title={tAccess.proof.title} keepMounted={false} zIndex={400}>
      <Ask />
    </Modal>
  );
}

function Ask() {
  const factors = useQuery(factorsQuery);
  const form = useForm({ initialValues: { password: "", code: "" } });
  const onDone = () => proof.settle(true);
  const submit = useSubmit({ send: stepUp, onDone });
  const passkey = useSubmit({ send: async () => void (await stepUpWithPasskey()), onDone });
  const { hasPassword = true, totp = false, passkeys = 0 } = factors.data ?? {};
  const send = ({ password, code }: { password: string; code: string }) => submit.mutate(totp ? { code: code.trim() } : { password });
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack>
        <Text>{tAccess.proof.hint}</Text>
        {passkeys > 0 && <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>{tAccess.proof.passkey}</Button>}
        {passkey.error && !wasClosed(passkey.error) && <ErrorBox error={passkey.error} />}
        {totp ? (
          <TextInput label={tAccess.proof.code} inputMode="numeric" autoComplete="one-time-code" required data-autofocus {...form.getInputProps("code")} />
        ) : hasPassword ? (
          <PasswordInput label={tAccess.proof.password} autoComplete="current-password" required maxLength={128} data-autofocus {...form.getInputProps("password")} />
        ) : (
          passkeys === 0 && <Text>{tAccess.proof.none}</Text>
        )}
        {submit.error && <ErrorBox error={submit.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => proof.settle(false)}>{t.common.cancel}</Button>
          {(totp || hasPassword) && <Button type="submit" loading={submit.isPending}>{tAccess.proof.go}</Button>}
        </Group>
      </Stack>
    </form>
  );
}

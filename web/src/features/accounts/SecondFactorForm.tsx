import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tAccess } from "@/i18n/access";
import { giveSecondFactor } from "./ways";

/** The second step of signing in: a code of the app, or one of the recovery codes. */
export function SecondFactorForm({ ticket, onBack }: { ticket: string; onBack: () => void }) {
  const [recovery, setRecovery] = useState(false);
  const form = useForm({ initialValues: { code: "" } });
  const submit = useSubmit({ send: giveSecondFactor });
  return (
    <form onSubmit={form.onSubmit(({ code }) => submit.mutate({ ticket, code: code.trim() }))}>
      <Stack>
        <Text>{recovery ? tAccess.second.recoveryHint : tAccess.second.hint}</Text>
        <TextInput
          key={String(recovery)}
          label={recovery ? tAccess.second.recovery : tAccess.second.code}
          inputMode={recovery ? "text" : "numeric"}
          autoComplete={recovery ? "off" : "one-time-code"}
          spellCheck={false}
          required
          data-autofocus
          autoFocus
          {...form.getInputProps("code")}
        />
        {submit.error && <ErrorBox error={submit.error} />}
        <Button type="submit" size="md" loading={submit.isPending}>{tAccess.second.go}</Button>
        <Anchor component="button" type="button" size="sm" onClick={() => setRecovery(!recovery)}>{recovery ? tAccess.second.useApp : tAccess.second.useRecovery}</Anchor>
        <Anchor component="button" type="button" size="sm" onClick={onBack}>{tAccess.second.back}</Anchor>
      </Stack>
    </form>
  );
}

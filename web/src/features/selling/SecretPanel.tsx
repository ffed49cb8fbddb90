import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { replaceSecret } from "@/features/goods/api";
import { tSelling } from "@/i18n/selling";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";

/** The key can be replaced, never read. */
export function SecretPanel({ listing }: { listing: ListingView }) {
  const form = useForm({ initialValues: { secret: "" } });
  const replace = useSubmit({ send: (secret: string) => replaceSecret(listing.id, secret), stale: [keys.listings.all], done: tSelling.secretSaved, onDone: form.reset });
  return (
    <Card title={tSelling.secret}>
      <form onSubmit={form.onSubmit(({ secret }) => replace.mutate(secret))} autoComplete="off">
        <Stack gap="sm">
          <Text size="sm">{listing.own?.hasSecret ? tSelling.hasSecret : tSelling.noSecret}</Text>
          <PasswordInput label={tSelling.secretField} description={listing.own?.probe ? tSelling.secretPauses : undefined} required autoComplete="off" spellCheck={false} {...form.getInputProps("secret")} error={formErrors(replace.error).secret} />
          {replace.error && <ErrorBox error={replace.error} />}
          <Button type="submit" variant="default" loading={replace.isPending}>{tSelling.replaceSecret}</Button>
        </Stack>
      </form>
    </Card>
  );
}

import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { replaceSecret } from "@/features/goods/api";
import { g } from "@/i18n/goods";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";

/** The key can be replaced, never read. */
export function SecretPanel({ listing }: { listing: ListingView }) {
  const form = useForm({ initialValues: { secret: "" } });
  const replace = useSubmit({ send: (secret: string) => replaceSecret(listing.id, secret), stale: [keys.listings.all], done: g.sell.secretSaved, onDone: form.reset });
  return (
    <Card title={g.sell.secret}>
      <form onSubmit={form.onSubmit(({ secret }) => replace.mutate(secret))} autoComplete="off">
        <Stack gap="sm">
          <Text size="sm">{listing.own?.hasSecret ? g.sell.hasSecret : g.sell.noSecret}</Text>
          <PasswordInput label={g.sell.secretField} description={listing.own?.probe ? g.sell.secretPauses : undefined} required autoComplete="off" spellCheck={false} {...form.getInputProps("secret")} error={formErrors(replace.error).secret} />
          {replace.error && <ErrorBox error={replace.error} />}
          <Button type="submit" variant="default" loading={replace.isPending}>{g.sell.replaceSecret}</Button>
        </Stack>
      </form>
    </Card>
  );
}

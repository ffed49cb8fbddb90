import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Address } from "@/components/Address";
import { Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { addressesQuery, removeAddress, setAddress } from "@/features/accounts/api";
import { networksQuery } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { SettingsFrame } from "./SettingsFrame";

export default function PayoutAddressesPage() {
  return <SettingsFrame title={tSettings.nav.payouts}><Addresses /></SettingsFrame>;
}

function Addresses() {
  const networks = useQuery(networksQuery);
  const addresses = useQuery(addressesQuery);
  return (
    <Card title={tSettings.overview.addresses}>
      <Text size="sm" c="var(--quiet)" mb="md">{tSettings.overview.addressHint}</Text>
      <Loaded query={networks} lines={2}>
        {(list) => (
          <Stack gap="lg">
            {list.map((network) => (
              <AddressLine
                key={network.chainId}
                chainId={network.chainId}
                name={network.name}
                known={addresses.data?.items.find((a) => a.chainId === network.chainId)?.address}
              />
            ))}
          </Stack>
        )}
      </Loaded>
      {addresses.error && <ErrorBox error={addresses.error} />}
    </Card>
  );
}

function AddressLine({ chainId, name, known }: { chainId: number; name: string; known?: string }) {
  const [editing, setEditing] = useState(false);
  const form = useForm({ initialValues: { address: "" } });
  const stale = [keys.account.addresses, keys.payouts.all];
  const save = useSubmit({ send: setAddress, stale, done: t.common.saved, onDone: () => setEditing(false) });
  const remove = useSubmit({ send: removeAddress, stale });
  if (!editing)
    return (
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{name}</Text>
          {known ? <Address value={known} /> : <Text c="var(--quiet)">{tSettings.overview.addressNone}</Text>}
        </div>
        <Group gap="xs">
          {known && <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate(chainId)}>{t.common.remove}</Button>}
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>{tSettings.overview.change}</Button>
        </Group>
        {remove.error && <ErrorBox error={remove.error} />}
      </Group>
    );
  return (
    <form onSubmit={form.onSubmit(({ address }) => save.mutate({ chainId, address: address.trim() }))}>
      <Stack gap="sm">
        <TextInput label={`${name}: ${tSettings.overview.address}`} required spellCheck={false} autoComplete="off" classNames={{ input: "mono" }} data-autofocus {...form.getInputProps("address")} error={formErrors(save.error).address} />
        {save.error && <ErrorBox error={save.error} />}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
          <Button variant="default" onClick={() => setEditing(false)}>{t.common.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
}

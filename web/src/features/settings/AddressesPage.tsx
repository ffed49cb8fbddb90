import { Badge, Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "@/components/bits";
import { Confirm } from "@/components/Confirm";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";
import { countries, countryName } from "@/lib/countries";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { PostalAddress } from "@/lib/types";
import { addPostal, changePostal, makeDefault, postalQuery, removePostal } from "./api";
import { SettingsFrame } from "./SettingsFrame";

const STALE = [keys.account.postal];
const BLANK = { label: "", recipient: "", line1: "", line2: "", city: "", region: "", postalCode: "", country: "", phone: "", isDefault: false };

export default function AddressesPage() {
  const query = useQuery(postalQuery);
  const [edited, setEdited] = useState<PostalAddress | "new" | null>(null);
  return (
    <SettingsFrame title={tSettings.nav.addresses}>
      <Group justify="flex-end" mb="md"><Button onClick={() => setEdited("new")}>{tSettings.addresses.add}</Button></Group>
      <Loaded query={query}>
        {({ items }) => (items.length === 0 ? <Empty icon="home" title={tSettings.addresses.none}>{tSettings.addresses.noneHint}</Empty> : items.map((address) => <Line key={address.id} address={address} onEdit={() => setEdited(address)} />))}
      </Loaded>
      <Modal opened={edited !== null} onClose={() => setEdited(null)} title={edited === "new" ? tSettings.addresses.add : tSettings.addresses.edit} keepMounted={false} size="lg">
        {edited && <AddressForm address={edited === "new" ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
    </SettingsFrame>
  );
}

function Line({ address, onEdit }: { address: PostalAddress; onEdit: () => void }) {
  const remove = useSubmit({ send: removePostal, stale: STALE, done: tSettings.addresses.removed });
  const prefer = useSubmit({ send: makeDefault, stale: STALE });
  const error = prefer.error;
  const lines = [address.line1, address.line2, [address.postalCode, address.city].filter(Boolean).join(" "), address.region, countryName(address.country), address.phone];
  return (
    <Card>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text component="div" fw={600}>{address.recipient} {address.isDefault && <Badge variant="light" tt="none" size="sm">{tSettings.addresses.isDefault}</Badge>}</Text>
          {address.label && <Text size="sm" c="var(--quiet)">{address.label}</Text>}
          <Text className="prose">{lines.filter(Boolean).join("\n")}</Text>
        </div>
        <Group gap="xs">
          {!address.isDefault && <Button size="xs" variant="subtle" loading={prefer.isPending} onClick={() => prefer.mutate(address.id)}>{tSettings.addresses.makeDefault}</Button>}
          <Button size="xs" variant="default" onClick={onEdit}>{tSettings.overview.change}</Button>
          <Confirm label={t.common.remove} variant="subtle" color="gray" title={tSettings.addresses.removeAsk} text={tSettings.addresses.removeHint} action={t.common.remove} busy={remove.isPending} error={remove.error} onConfirm={() => remove.mutate(address.id)} />
        </Group>
      </Group>
      {error && <ErrorBox error={error} />}
    </Card>
  );
}

function AddressForm({ address, onDone }: { address: PostalAddress | null; onDone: () => void }) {
  const { id, createdAt: _, ...known } = address ?? { ...BLANK, id: null, createdAt: null };
  const form = useForm({ initialValues: { ...BLANK, ...known } });
  type Values = typeof form.values;
  const save = useSubmit({
    send: (values: Values): Promise<unknown> => {
      const { isDefault, ...rest } = values;
      // Which one is the default is changed apart from what it says.
      return id ? changePostal({ id, ...rest }) : addPostal({ ...rest, isDefault });
    },
    stale: STALE,
    done: t.common.saved,
    onDone,
  });
  const said = formErrors(save.error);
  const field = (name: keyof Values & string) => ({ ...form.getInputProps(name), error: said[name] });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <TextInput label={tSettings.addresses.recipient} autoComplete="name" required maxLength={100} data-autofocus {...field("recipient")} />
        <TextInput label={tSettings.addresses.line1} autoComplete="address-line1" required maxLength={200} {...field("line1")} />
        <TextInput label={tSettings.addresses.line2} autoComplete="address-line2" maxLength={200} {...field("line2")} />
        <div className="fields">
          <TextInput label={tSettings.addresses.postalCode} autoComplete="postal-code" maxLength={20} {...field("postalCode")} />
          <TextInput label={tSettings.addresses.city} autoComplete="address-level2" required maxLength={100} {...field("city")} />
          <TextInput label={tSettings.addresses.region} autoComplete="address-level1" maxLength={100} {...field("region")} />
          <Select label={tSettings.addresses.country} data={countries} autoComplete="country-name" searchable required nothingFoundMessage={tSettings.addresses.countryNone} {...field("country")} />
        </div>
        <TextInput label={tSettings.addresses.phone} description={tSettings.addresses.phoneHint} type="tel" autoComplete="tel" maxLength={16} {...field("phone")} />
        <TextInput label={tSettings.addresses.label} maxLength={60} {...field("label")} />
        {!id && <Checkbox label={tSettings.addresses.makeDefault} {...form.getInputProps("isDefault", { type: "checkbox" })} />}
        {save.error && <ErrorBox error={save.error} />}
        <Group justify="flex-end"><Button type="submit" loading={save.isPending}>{t.common.save}</Button></Group>
      </Stack>
    </form>
  );
}

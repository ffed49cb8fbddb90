import { Badge, Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "@/components/bits";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { s } from "@/i18n/account";
import { t } from "@/i18n/en";
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
    <SettingsFrame title={s.nav.addresses}>
      <Group justify="flex-end" mb="md"><Button onClick={() => setEdited("new")}>{s.addresses.add}</Button></Group>
      <Loaded query={query}>
        {({ items }) => (items.length === 0 ? <Empty title={s.addresses.none}>{s.addresses.noneHint}</Empty> : items.map((address) => <Line key={address.id} address={address} onEdit={() => setEdited(address)} />))}
      </Loaded>
      <Modal opened={edited !== null} onClose={() => setEdited(null)} title={edited === "new" ? s.addresses.add : s.addresses.edit} keepMounted={false} size="lg">
        {edited && <AddressForm address={edited === "new" ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
    </SettingsFrame>
  );
}

function Line({ address, onEdit }: { address: PostalAddress; onEdit: () => void }) {
  const remove = useSubmit({ send: removePostal, stale: STALE, done: s.addresses.removed });
  const prefer = useSubmit({ send: makeDefault, stale: STALE });
  const error = remove.error ?? prefer.error;
  const lines = [address.line1, address.line2, [address.postalCode, address.city].filter(Boolean).join(" "), address.region, countryName(address.country), address.phone];
  return (
    <Card>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text component="div" fw={600}>{address.recipient} {address.isDefault && <Badge variant="light" tt="none" size="sm">{s.addresses.isDefault}</Badge>}</Text>
          {address.label && <Text size="sm" c="var(--quiet)">{address.label}</Text>}
          <Text className="prose">{lines.filter(Boolean).join("\n")}</Text>
        </div>
        <Group gap="xs">
          {!address.isDefault && <Button size="xs" variant="subtle" loading={prefer.isPending} onClick={() => prefer.mutate(address.id)}>{s.addresses.makeDefault}</Button>}
          <Button size="xs" variant="default" onClick={onEdit}>{t.account.change}</Button>
          <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => window.confirm(s.addresses.removeAsk) && remove.mutate(address.id)}>{t.common.remove}</Button>
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
        <TextInput label={s.addresses.recipient} autoComplete="name" required maxLength={100} data-autofocus {...field("recipient")} />
        <TextInput label={s.addresses.line1} autoComplete="address-line1" required maxLength={200} {...field("line1")} />
        <TextInput label={s.addresses.line2} autoComplete="address-line2" maxLength={200} {...field("line2")} />
        <div className="fields">
          <TextInput label={s.addresses.postalCode} autoComplete="postal-code" maxLength={20} {...field("postalCode")} />
          <TextInput label={s.addresses.city} autoComplete="address-level2" required maxLength={100} {...field("city")} />
          <TextInput label={s.addresses.region} autoComplete="address-level1" maxLength={100} {...field("region")} />
          <Select label={s.addresses.country} data={countries} autoComplete="country-name" searchable required nothingFoundMessage={s.addresses.countryNone} {...field("country")} />
        </div>
        <TextInput label={s.addresses.phone} description={s.addresses.phoneHint} type="tel" autoComplete="tel" maxLength={16} {...field("phone")} />
        <TextInput label={s.addresses.label} maxLength={60} {...field("label")} />
        {!id && <Checkbox label={s.addresses.makeDefault} {...form.getInputProps("isDefault", { type: "checkbox" })} />}
        {save.error && <ErrorBox error={save.error} />}
        <Group justify="flex-end"><Button type="submit" loading={save.isPending}>{t.common.save}</Button></Group>
      </Stack>
    </form>
  );
}

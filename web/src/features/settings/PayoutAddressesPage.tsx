import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Address } from "@/components/Address";
import { Ago, Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { addressesQuery, removeAddress } from "@/features/accounts/api";
import { networksQuery } from "@/features/payments/assets";
import { t } from "@/i18n/common";
import { tSelling } from "@/i18n/selling";
import { tSettings } from "@/i18n/settings";
import { keys } from "@/lib/keys";
import { PayoutAddressForm } from "./PayoutAddressForm";
import { SettingsFrame } from "./SettingsFrame";
import "@/features/selling/selling.css";

const p = tSelling.payouts;

/** The address book of payouts: one address on each network. */
export default function PayoutAddressesPage() {
  const networks = useQuery(networksQuery);
  const addresses = useQuery(addressesQuery);
  return (
    <SettingsFrame title={tSettings.nav.payouts}>
      <Card>
        <Text c="var(--quiet)" mb="lg">{p.hint}</Text>
        <Loaded query={networks} lines={3}>
          {(list) => (list.length === 0 ? <Text c="var(--quiet)">{p.noNetworks}</Text> : (
            <Loaded query={addresses} lines={3}>
              {({ items }) => list.map(({ chainId, name }) => <NetworkAddress key={chainId} chainId={chainId} name={name} known={items.find((one) => one.chainId === chainId)} />)}
            </Loaded>
          ))}
        </Loaded>
      </Card>
    </SettingsFrame>
  );
}

interface Line {
  chainId: number;
  name: string;
  known?: { address: string; changedAt: string };
}

function NetworkAddress({ chainId, name, known }: Line) {
  const [editing, edit] = useDisclosure();
  const [removing, ask] = useDisclosure();
  return (
    <section className="network-address">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0, flex: "1 1 260px" }}>
          <Text component="h2" m={0} fw={600} fz="1rem" mb={6}>{name}</Text>
          {known ? (
            <>
              <Address value={known.address} />
              <Text size="sm" c="var(--quiet)" mt={6}>{p.changed} <Ago at={known.changedAt} /></Text>
            </>
          ) : (
            <Text c="var(--quiet)">{p.none}. {p.noneHint}</Text>
          )}
        </div>
        {!editing && (
          <Group gap="xs">
            {known && <Button size="xs" variant="subtle" color="red" onClick={ask.open} aria-label={`${p.remove}: ${name}`}>{p.remove}</Button>}
            <Button size="xs" variant="default" onClick={edit.open} aria-label={`${known ? p.change : p.add}: ${name}`}>{known ? p.change : p.add}</Button>
          </Group>
        )}
      </Group>
      {editing && <PayoutAddressForm chainId={chainId} known={known !== undefined} close={edit.close} />}
      <Modal opened={removing} onClose={ask.close} title={p.removeAsk(name)}>
        <Remove chainId={chainId} close={ask.close} />
      </Modal>
    </section>
  );
}

function Remove({ chainId, close }: { chainId: number; close: () => void }) {
  const remove = useSubmit({ send: () => removeAddress(chainId), stale: [keys.account.addresses, keys.payouts.all, keys.sales.all], done: p.removed, onDone: close });
  return (
    <Stack>
      <Text>{p.removeHint}</Text>
      {remove.error && <ErrorBox error={remove.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>{p.remove}</Button>
      </Group>
    </Stack>
  );
}

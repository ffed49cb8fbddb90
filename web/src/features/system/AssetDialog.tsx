import { Alert, Button, Group, Modal, NumberInput, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { AddressText } from "@/components/Address";
import { Facts } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { checksummed } from "@/lib/checksum";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { putAsset } from "./api";
import type { AdminAsset, AssetWish } from "./types";

const n = tSystem.networks;

interface Props {
  chainId: number;
  network: string;
  known?: AdminAsset;
  close: () => void;
}

/** Adding a token shows contract and decimals once more before it is listed: a wrong one can take or lose money. */
export function AssetDialog({ chainId, network, known, close }: Props) {
  const [wish, setWish] = useState<AssetWish | null>(null);
  const save = useSubmit({ send: putAsset, stale: [keys.networks.all, keys.assets.all, keys.audit.all], done: t.common.saved, onDone: close });
  const sure = (next: AssetWish) => (known ? save.mutate({ ...next, chainId }) : setWish(next));
  return (
    <Modal opened onClose={close} title={known ? n.editTitle(known.asset.symbol) : n.addToken} size="lg">
      {wish === null ? <AssetForm known={known} submit={sure} busy={save.isPending} error={save.error} close={close} /> : (
        <Stack>
          <Text>{n.sure(network)}</Text>
          {wish.contract && <div className="code"><AddressText value={wish.contract} /></div>}
          <Facts
            rows={[
              [n.symbol, wish.symbol],
              [n.contract, wish.contract ? n.asAbove : n.native],
              [n.decimals, num(wish.decimals), "total"],
              [n.oneUnit, n.baseUnits(`1${"0".repeat(wish.decimals)}`)],
              [n.par, wish.parCurrency ? n.parSays(wish.symbol, wish.parCurrency) : n.noPar],
            ]}
          />
          <Alert color="orange" variant="light" radius="md">{n.decimalsSays}</Alert>
          {save.error && <ErrorBox error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => { save.reset(); setWish(null); }}>{t.common.back}</Button>
            <Button loading={save.isPending} onClick={() => save.mutate({ ...wish, chainId })}>{n.list}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

/** Forty digits; where they are of both cases, their checksum must be right. */
function isAddress(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  const digits = text.slice(2);
  return digits === digits.toLowerCase() || digits === digits.toUpperCase() || checksummed(text) === text;
}

interface FormProps {
  known?: AdminAsset;
  submit: (wish: AssetWish) => void;
  busy: boolean;
  error: unknown;
  close: () => void;
}

function AssetForm({ known, submit, busy, error, close }: FormProps) {
  const asset = known?.asset;
  const form = useForm({
    initialValues: { contract: asset?.contract ?? "", symbol: asset?.symbol ?? "", decimals: asset?.decimals ?? 6, parCurrency: asset?.parCurrency ?? "", enabled: asset?.enabled ?? true, dust: known?.dust ?? "0" },
    validate: {
      contract: (text) => (text.trim() === "" || isAddress(text.trim()) ? null : n.badContract),
      dust: (text) => (/^\d{1,78}$/.test(text.trim()) ? null : n.badDust),
    },
  });
  const errors = { ...formErrors(error), ...form.errors };
  return (
    <form onSubmit={form.onSubmit(({ contract, symbol, parCurrency, dust, ...rest }) => submit({ ...rest, contract: contract.trim() || null, symbol: symbol.trim(), parCurrency: parCurrency.trim() || null, dust: dust.trim() }))}>
      <Stack>
        <TextInput label={n.contract} description={n.contractHint} placeholder="0x…" dir="ltr" classNames={{ input: "mono" }} disabled={Boolean(known)} data-autofocus={!known || undefined} {...form.getInputProps("contract")} error={errors.contract} />
        <div className="fields">
          <TextInput label={n.symbol} required maxLength={32} {...form.getInputProps("symbol")} error={errors.symbol} />
          <NumberInput label={n.decimals} description={n.decimalsHint} required min={0} max={36} allowDecimal={false} disabled={Boolean(known)} {...form.getInputProps("decimals")} error={errors.decimals} />
          <TextInput label={n.par} description={n.parHint} placeholder="USD" maxLength={12} {...form.getInputProps("parCurrency")} error={errors.parCurrency} />
          <TextInput label={n.dust} description={n.dustHint} inputMode="numeric" {...form.getInputProps("dust")} error={errors.dust} />
        </div>
        <Switch label={n.acceptNew} description={n.acceptNewHint} {...form.getInputProps("enabled", { type: "checkbox" })} />
        {error !== null && error !== undefined && <ErrorBox error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={busy}>{known ? t.common.save : n.next}</Button>
        </Group>
      </Stack>
    </form>
  );
}

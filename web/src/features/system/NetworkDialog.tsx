import { ActionIcon, Alert, Button, Group, Modal, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { AdminNetwork } from "@/lib/types";
import { putNetwork } from "./api";

const n = tSystem.networks;

interface Props {
  /** The network to change; a new one without. */
  known?: AdminNetwork;
  close: () => void;
  onDone?: (network: AdminNetwork) => void;
}

export function NetworkDialog({ known, close, onDone }: Props) {
  return (
    <Modal opened onClose={close} size="lg" title={known ? n.editTitle(known.network.name) : n.add}>
      <NetworkForm known={known} close={close} onDone={onDone} />
    </Modal>
  );
}

function NetworkForm({ known, close, onDone }: Props) {
  const network = known?.network;
  const form = useForm({
    initialValues: {
      chainId: network?.chainId ?? ("" as number | ""), name: network?.name ?? "", nativeSymbol: network?.nativeSymbol ?? "", enabled: network?.enabled ?? false,
      confirmations: network?.confirmations ?? 12, finalityDepth: network?.finalityDepth ?? 64, blockTimeMs: network?.blockTimeMs ?? 12_000, explorerUrl: network?.explorerUrl ?? "",
      endpoints: known?.endpoints.map((one) => ({ ...one })) ?? [{ url: "", priority: 0, enabled: true }],
    },
  });
  const save = useSubmit({ send: putNetwork, stale: [keys.networks.all, keys.audit.all, keys.system.overview], done: t.common.saved, onDone: (saved) => { close(); onDone?.(saved); } });
  const errors = formErrors(save.error);
  const { endpoints, enabled } = form.values;
  const unreachable = enabled && !endpoints.some((one) => one.enabled && one.url);
  return (
    <form onSubmit={form.onSubmit(({ chainId, explorerUrl, ...rest }) => save.mutate({ ...rest, chainId: Number(chainId), explorerUrl: explorerUrl.trim() || null }))}>
      <Stack>
        {!known && <NumberInput label={n.idLabel} description={n.idHint} required min={1} allowDecimal={false} hideControls data-autofocus {...form.getInputProps("chainId")} />}
        <div className="fields">
          <TextInput label={n.name} required maxLength={60} {...form.getInputProps("name")} error={errors.name} />
          <TextInput label={n.native} required maxLength={32} {...form.getInputProps("nativeSymbol")} error={errors.nativeSymbol} />
          <NumberInput label={n.confirmations} description={n.confirmationsHint} required min={1} max={10_000} allowDecimal={false} {...form.getInputProps("confirmations")} error={errors.confirmations} />
          <NumberInput label={n.finality} description={n.finalityHint} required min={1} max={100_000} allowDecimal={false} {...form.getInputProps("finalityDepth")} error={errors.finalityDepth} />
          <NumberInput label={n.blockTimeMs} required min={1} max={3_600_000} allowDecimal={false} {...form.getInputProps("blockTimeMs")} error={errors.blockTimeMs} />
          <TextInput label={n.explorer} type="url" placeholder="https://" dir="ltr" maxLength={300} {...form.getInputProps("explorerUrl")} error={errors.explorerUrl} />
        </div>
        <fieldset className="group">
          <legend>{n.endpoints}</legend>
          <p className="quiet">{n.endpointsHint}</p>
          <Stack gap="xs">
            {endpoints.map((_, i) => (
              <div key={i} className="endpoint-fields">
                <TextInput aria-label={n.urlOf(i + 1)} placeholder="https://" type="url" dir="ltr" required {...form.getInputProps(`endpoints.${i}.url`)} error={errors[`endpoints[${i}].url`] ?? errors[`endpoints.${i}.url`]} />
                <NumberInput aria-label={n.priorityOf(i + 1)} allowDecimal={false} w={80} {...form.getInputProps(`endpoints.${i}.priority`)} />
                <Switch aria-label={n.useOf(i + 1)} {...form.getInputProps(`endpoints.${i}.enabled`, { type: "checkbox" })} />
                <ActionIcon variant="default" size={36} aria-label={n.removeOf(i + 1)} onClick={() => form.removeListItem("endpoints", i)}>×</ActionIcon>
              </div>
            ))}
            <Group><Button size="xs" variant="default" disabled={endpoints.length >= 20} onClick={() => form.insertListItem("endpoints", { url: "", priority: endpoints.length, enabled: true })}>{n.addEndpoint}</Button></Group>
          </Stack>
        </fieldset>
        <Switch label={n.enabled} description={n.enabledHint} {...form.getInputProps("enabled", { type: "checkbox" })} />
        {known?.network.enabled && !enabled && <Alert color="orange" variant="light" radius="md">{n.disableSays}</Alert>}
        {unreachable && <Alert color="orange" variant="light" radius="md">{n.unreachableSays}</Alert>}
        {save.error && <ErrorBox error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}

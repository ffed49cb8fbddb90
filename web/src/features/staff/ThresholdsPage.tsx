import { ActionIcon, Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/states";
import { assetsQuery, networksQuery } from "@/features/payments/assets";
import { tPay } from "@/i18n/pay";
import { tStaff } from "@/i18n/staff";
import type { ApprovalThresholds, ConfirmationThresholds } from "@/lib/types";
import { approvalQuery, confirmationQuery } from "./api";
import { type BandDraft, type Complaint, type Draft, draftOf, freshKey, type LimitDraft, type NetworkDraft, readDraft, sameApproval, sameNetwork } from "./thresholds";
import { ThresholdsReview } from "./ThresholdsReview";
import "./staff.css";

const words = tStaff.thresholds;

export interface KnownAsset {
  id: string;
  symbol: string;
  decimals: number;
  /** On a network, or by card. */
  chainId: number | null;
  /** With its network's name, because two networks may have a token of the same name. */
  name: string;
}

export default function ThresholdsPage() {
  const approval = useQuery(approvalQuery);
  const confirmation = useQuery(confirmationQuery);
  const assets = useQuery(assetsQuery);
  const networks = useQuery(networksQuery);
  const nameOf = (chainId: number | null | undefined) => (chainId == null ? tPay.card : (networks.data?.find((n) => n.chainId === chainId)?.name ?? String(chainId)));
  return (
    <Page title={words.title} subtitle={words.lead}>
      <Loaded query={approval} lines={4}>
        {(limits) => (
          <Loaded query={confirmation} lines={6}>
            {(depths) => (
              <Loaded query={assets}>
                {(items) => {
                  const known = items.map(({ id, symbol, decimals, chainId }) => ({ id, symbol, decimals, chainId: chainId ?? null, name: `${symbol} · ${nameOf(chainId)}` }));
                  return <Form key={JSON.stringify([limits, depths])} limits={limits} depths={depths} assets={known} nameOf={nameOf} />;
                }}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

interface FormProps {
  limits: ApprovalThresholds;
  depths: ConfirmationThresholds[];
  assets: KnownAsset[];
  nameOf: (chainId: number) => string;
}

function Form({ limits, depths, assets, nameOf }: FormProps) {
  const decimals = (id: string) => assets.find((asset) => asset.id === id)?.decimals ?? 0;
  const [start] = useState(() => draftOf(limits, depths, decimals));
  const [draft, setDraft] = useState<Draft>(start);
  const [reviewing, setReviewing] = useState(false);
  const read = readDraft(draft, decimals);
  const approval = sameApproval(read.approval, limits) ? null : read.approval;
  const networks = read.networks.filter((one) => !depths.some((other) => other.chainId === one.chainId && sameNetwork(one, other)));
  const isChanged = approval !== null || networks.length > 0;
  const isGood = Object.keys(read.complaints).length === 0;
  const complain = (field: string) => say(read.complaints[field]);
  const setLimit = (key: number, change: Partial<LimitDraft>) => setDraft((d) => ({ ...d, limits: d.limits.map((one) => (one.key === key ? { ...one, ...change } : one)) }));
  const setNetwork = (chainId: number, change: (of: NetworkDraft) => NetworkDraft) => setDraft((d) => ({ ...d, networks: d.networks.map((one) => (one.chainId === chainId ? change(one) : one)) }));
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (isChanged && isGood) setReviewing(true); }}>
      <Card title={words.approval}>
        <Text c="var(--quiet)" mb="md">{words.approvalHint}</Text>
        <TextInput label={words.defaultLabel} description={words.defaultHint} inputMode="decimal" maw={340} required value={draft.default} onChange={(event) => { const { value } = event.currentTarget; setDraft((d) => ({ ...d, default: value })); }} error={complain("default")} mb="lg" />
        {draft.limits.map((limit) => (
          <Limit key={limit.key} limit={limit} assets={assets} complain={complain} set={(change) => setLimit(limit.key, change)} remove={() => setDraft((d) => ({ ...d, limits: d.limits.filter((one) => one.key !== limit.key) }))} />
        ))}
        <Button variant="default" mt="md" onClick={() => setDraft((d) => ({ ...d, limits: [...d.limits, { key: freshKey(), assetId: null, amount: "" }] }))}>{words.add}</Button>
      </Card>
      {draft.networks.map((network) => (
        <Network key={network.chainId} network={network} name={nameOf(network.chainId)} assets={assets.filter((asset) => asset.chainId === network.chainId)} complain={complain} set={(change) => setNetwork(network.chainId, change)} />
      ))}
      <Group mt="lg" justify="flex-end" align="center">
        {!isChanged && <Text c="var(--quiet)">{words.unchanged}</Text>}
        {isChanged && <Button variant="default" onClick={() => setDraft(start)}>{words.undo}</Button>}
        <Button type="submit" size="md" disabled={!isChanged || !isGood}>{words.review}</Button>
      </Group>
      <ThresholdsReview opened={reviewing} close={() => setReviewing(false)} approval={approval} networks={networks} assets={assets} nameOf={nameOf} />
    </form>
  );
}

function say(complaint: Complaint | undefined): string | undefined {
  if (!complaint) return undefined;
  return { amount: words.bad, count: words.badCount, twice: words.twice, choose: words.choose }[complaint];
}

interface LimitProps {
  limit: LimitDraft;
  assets: KnownAsset[];
  complain: (field: string) => string | undefined;
  set: (change: Partial<LimitDraft>) => void;
  remove: () => void;
}

function Limit({ limit, assets, complain, set, remove }: LimitProps) {
  const asset = assets.find(({ id }) => id === limit.assetId);
  return (
    <div className="limit-row">
      <Select label={words.asset} placeholder={words.choose} searchable allowDeselect={false} data={assets.map(({ id, name }) => ({ value: id, label: name }))} value={limit.assetId} onChange={(assetId) => set({ assetId })} error={complain(`limit:${limit.key}`)} />
      <TextInput label={words.amount} inputMode="decimal" required value={limit.amount} onChange={(event) => set({ amount: event.currentTarget.value })} error={complain(`limit:${limit.key}:amount`)} rightSection={<Text size="sm" c="var(--quiet)">{asset?.symbol}</Text>} rightSectionWidth={70} />
      <Remove label={words.remove(asset?.name ?? words.asset)} onClick={remove} />
    </div>
  );
}

interface NetworkProps {
  network: NetworkDraft;
  name: string;
  assets: KnownAsset[];
  complain: (field: string) => string | undefined;
  set: (change: (of: NetworkDraft) => NetworkDraft) => void;
}

function Network({ network, name, assets, complain, set }: NetworkProps) {
  const setBand = (key: number, change: Partial<BandDraft>) => set((of) => ({ ...of, bands: of.bands.map((band) => (band.key === key ? { ...band, ...change } : band)) }));
  return (
    <Card title={words.confirmation(name)}>
      <Text c="var(--quiet)" mb="md">{words.confirmationHint}</Text>
      <TextInput label={words.base} inputMode="numeric" maw={340} required value={network.confirmations} onChange={(event) => { const { value } = event.currentTarget; set((of) => ({ ...of, confirmations: value })); }} error={complain(`network:${network.chainId}`)} mb="lg" />
      {network.bands.map((band) => (
        <div className="band-row" key={band.key} role="group" aria-label={words.band}>
          <Select label={words.asset} allowDeselect={false} data={[{ value: "", label: words.anyAsset }, ...assets.map(({ id, symbol }) => ({ value: id, label: symbol }))]} value={band.assetId ?? ""} onChange={(value) => setBand(band.key, { assetId: value || null })} />
          <TextInput label={band.assetId ? words.from : words.fromUnits} inputMode="decimal" required value={band.amount} onChange={(event) => setBand(band.key, { amount: event.currentTarget.value })} error={complain(`band:${band.key}:amount`)} />
          <TextInput label={words.confirmations} inputMode="numeric" required value={band.confirmations} onChange={(event) => setBand(band.key, { confirmations: event.currentTarget.value })} error={complain(`band:${band.key}:confirmations`)} />
          <Remove label={words.removeBand} onClick={() => set((of) => ({ ...of, bands: of.bands.filter(({ key }) => key !== band.key) }))} />
        </div>
      ))}
      <Button variant="default" mt="md" onClick={() => set((of) => ({ ...of, bands: [...of.bands, { key: freshKey(), assetId: assets[0]?.id ?? null, amount: "", confirmations: of.confirmations }] }))}>{words.addBand}</Button>
    </Card>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size={36} aria-label={label} title={label} onClick={onClick}>
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden><path d="m3 3 8 8M11 3l-8 8" /></svg>
    </ActionIcon>
  );
}

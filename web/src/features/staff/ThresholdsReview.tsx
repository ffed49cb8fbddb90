import { Button, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tStaff } from "@/i18n/staff";
import { keys } from "@/lib/keys";
import { formatDecimal } from "@/lib/money";
import type { ApprovalThresholds, ConfirmationPreview, ConfirmationThresholds, ThresholdPreview } from "@/lib/types";
import { previewApproval, previewConfirmation, putApproval, putConfirmation } from "./api";
import { Buttons } from "./parts";
import type { KnownAsset } from "./ThresholdsPage";

const words = tStaff.thresholds;

interface Props {
  opened: boolean;
  close: () => void;
  /** What would be saved; null where it stays. */
  approval: ApprovalThresholds | null;
  networks: ConfirmationThresholds[];
  assets: KnownAsset[];
  nameOf: (chainId: number) => string;
}

/** What other thresholds would change, and the button that saves them. */
export function ThresholdsReview({ opened, close, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={close} title={words.reviewTitle} size="lg" keepMounted={false}>
      {opened && <Review close={close} {...rest} />}
    </Modal>
  );
}

function Review({ close, approval, networks, assets, nameOf }: Omit<Props, "opened">) {
  const query = useQuery({
    queryKey: ["thresholds", "preview", approval, networks],
    queryFn: async () => ({ approval: approval && (await previewApproval(approval)), networks: await Promise.all(networks.map(previewConfirmation)) }),
    staleTime: 0,
    gcTime: 0,
  });
  const save = useSubmit({
    send: async () => {
      if (approval) await putApproval(approval);
      for (const network of networks) await putConfirmation(network);
    },
    stale: [["thresholds"], keys.staff.awaiting, keys.staff.payoutsAll],
    done: words.saved,
    onDone: close,
  });
  return (
    <Stack>
      <Loaded query={query}>
        {(preview) => (
          <Stack gap="md">
            {preview.approval?.changes.map((change) => <Change key={change.assetId} change={change} asset={assets.find(({ id }) => id === change.assetId)} />)}
            {preview.networks.map((one) => <Depths key={one.chainId} preview={one} name={nameOf(one.chainId)} />)}
          </Stack>
        )}
      </Loaded>
      <Text size="sm" c="var(--quiet)">{words.now}</Text>
      {save.error && <ErrorBox error={save.error} />}
      <Buttons>
        <Button variant="default" onClick={close}>{t.common.back}</Button>
        <Button disabled={!query.data} loading={save.isPending} onClick={() => save.mutate()}>{words.save}</Button>
      </Buttons>
    </Stack>
  );
}

function Change({ change, asset }: { change: ThresholdPreview["changes"][number]; asset?: KnownAsset }) {
  const amount = (of: string | null | undefined) => (of == null ? words.noneSet : `${formatDecimal(of)} ${asset?.symbol ?? ""}`);
  return (
    <section>
      <Text component="h3" m={0} fw={600} fz="1rem">{asset?.name}</Text>
      <Text className="num">{words.fromTo(amount(change.before), amount(change.after))}</Text>
      {change.aboveBefore + change.aboveAfter > 0 && <Text size="sm" c="var(--quiet)">{words.above(change.aboveBefore, change.aboveAfter)}</Text>}
      {change.waitingForAddress > 0 && <Text size="sm" c="var(--quiet)">{words.forAddress(change.wouldNeedGuard, change.waitingForAddress)}</Text>}
      {change.waitingForGuard > 0 && <Text size="sm" c="var(--quiet)">{words.stillWaiting(change.waitingForGuard)}</Text>}
    </section>
  );
}

function Depths({ preview, name }: { preview: ConfirmationPreview; name: string }) {
  return (
    <section>
      <Text component="h3" m={0} fw={600} fz="1rem">{words.confirmation(name)}</Text>
      <Text size="sm" c="var(--quiet)">{words.underWay(preview.waiting)}</Text>
      {preview.fewer > 0 && <Text size="sm">{words.fewer(preview.fewer)}</Text>}
      {preview.more > 0 && <Text size="sm">{words.more(preview.more)}</Text>}
      {preview.atOnce > 0 && <Text size="sm">{words.atOnce(preview.atOnce)}</Text>}
    </section>
  );
}

import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { badLines, MOST_CODES, parseCodes } from "@/features/goods/codes";
import { t } from "@/i18n/common";
import { tSelling } from "@/i18n/selling";
import { ApiError } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";
import { removeCodes } from "./api";

/** Takes unsold codes out of the pool: those that are named, or all. */
export function RemoveCodes({ listing }: { listing: ListingView }) {
  const [text, setText] = useState("");
  const [asking, { open, close }] = useDisclosure();
  const pasted = useMemo(() => parseCodes(text), [text]);
  const count = pasted.codes.length;
  const remove = useSubmit({
    send: (codes?: string[]) => removeCodes(listing.id, codes),
    stale: [keys.listings.all],
    done: tSelling.codesRemoved,
    onDone: () => {
      setText("");
      close();
    },
  });
  const wrong = remove.error instanceof ApiError && remove.variables ? badLines(remove.error.details, pasted) : [];
  if (listing.availableUnits === 0) return null;
  return (
    <Card title={tSelling.codesRemove}>
      <Stack gap="sm">
        <Textarea label={tSelling.codesRemoveField} description={tSelling.codesRemoveHint} autosize minRows={2} maxRows={10} spellCheck={false} autoComplete="off" classNames={{ input: "mono" }} value={text} onChange={(event) => setText(event.currentTarget.value)} error={count > MOST_CODES ? tSelling.codesMany : null} />
        {wrong.length > 0 ? (
          <Alert color="red" variant="light" radius="md" role="alert" title={tSelling.codesNotRemoved}>
            <List size="sm">{wrong.map(({ line, msg }) => <List.Item key={line}>{tSelling.line(line)}: {msg}</List.Item>)}</List>
          </Alert>
        ) : (
          remove.error && <ErrorBox error={remove.error} />
        )}
        {count > 0 ? (
          <Button variant="default" disabled={count > MOST_CODES} loading={remove.isPending} onClick={() => remove.mutate(pasted.codes)}>{tSelling.codesRemoveSome(count)}</Button>
        ) : (
          <Button variant="subtle" color="red" onClick={open}>{tSelling.codesRemoveAll}</Button>
        )}
      </Stack>
      <Modal opened={asking} onClose={close} title={tSelling.codesRemoveAsk}>
        <Stack>
          <Text>{tSelling.codesRemoveAllHint(listing.availableUnits)}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t.common.cancel}</Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>{tSelling.codesRemoveAll}</Button>
          </Group>
        </Stack>
      </Modal>
    </Card>
  );
}

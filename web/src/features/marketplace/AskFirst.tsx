import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorBox } from "@/components/states";
import { t } from "@/i18n/common";

interface Props {
  opened: boolean;
  close: () => void;
  title: string;
  /** What will happen, to whom and to the money. */
  children: ReactNode;
  doIt: string;
  busy: boolean;
  error: unknown;
  onDo: () => void;
}

/** Asks before something that can't be taken back. */
export function AskFirst({ opened, close, title, children, doIt, busy, error, onDo }: Props) {
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Stack>
        <Text>{children}</Text>
        {error != null && <ErrorBox error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>{t.common.cancel}</Button>
          <Button color="red" loading={busy} onClick={onDo}>{doIt}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

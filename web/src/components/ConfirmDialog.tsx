import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n/common";
import { ErrorBox } from "./states";

export interface Question {
  /** What is asked, and what will happen. */
  title: string;
  text?: ReactNode;
  /** What the button that does it says. */
  action: string;
  busy: boolean;
  error?: unknown;
  onConfirm: () => void;
}

/** Asks whether something is meant. Its first stop for the keyboard is the way out. */
export default function ConfirmDialog({ opened, close, title, text, action, busy, error, onConfirm }: Question & { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Stack>
        {text && <Text>{text}</Text>}
        {Boolean(error) && <ErrorBox error={error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={close}>{t.common.cancel}</Button>
          <Button color="red" loading={busy} onClick={onConfirm}>{action}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

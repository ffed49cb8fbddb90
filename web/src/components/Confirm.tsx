import { Button, type ButtonProps, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { t } from "@/i18n/common";
import { ErrorBox } from "./states";

interface Props extends Omit<ButtonProps, "children"> {
  /** What the button that asks says. */
  label: string;
  /** For who doesn't see what stands beside it. */
  "aria-label"?: string;
  /** What is asked, and what will happen. */
  title: string;
  text?: ReactNode;
  /** What the button that does it says. */
  action: string;
  busy: boolean;
  error?: unknown;
  onConfirm: () => void;
}

/** A button that says what will happen, and does it when that is meant. The dialog goes with what it was about. */
export function Confirm({ label, title, text, action, busy, error, onConfirm, "aria-label": aria, ...button }: Props) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="xs" variant="default" {...button} aria-label={aria} onClick={open}>{label}</Button>
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
    </>
  );
}

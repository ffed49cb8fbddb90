import { Button, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy } from "react";
import type { Question } from "./ConfirmDialog";
import { ahead, Later } from "./Later";

const load = () => import("./ConfirmDialog");
const Dialog = lazy(load);

interface Props extends Omit<ButtonProps, "children">, Question {
  /** What the button that asks says. */
  label: string;
  /** For who doesn't see what stands beside it. */
  "aria-label"?: string;
}

/** A button that says what will happen, and does it when that is meant. The dialog goes with what it was about. */
export function Confirm({ label, title, text, action, busy, error, onConfirm, "aria-label": aria, ...button }: Props) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="xs" variant="default" {...button} aria-label={aria} aria-haspopup="dialog" {...ahead(load)} onClick={open}>{label}</Button>
      <Later opened={opened}>{(shown) => <Dialog opened={shown} close={close} title={title} text={text} action={action} busy={busy} error={error} onConfirm={onConfirm} />}</Later>
    </>
  );
}

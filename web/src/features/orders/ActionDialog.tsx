import { Modal } from "@mantine/core";
import type { ActionKind, OrderView } from "@/lib/types";
import { ActionForm } from "./ActionForm";

interface Props {
  order: OrderView;
  /** The action that is looked at; null while the dialog is closed. */
  kind: ActionKind | null;
  name: string;
  close: () => void;
}

/** Says what an action will do before it is done. */
export default function ActionDialog({ order, kind, name, close }: Props) {
  return (
    <Modal opened={kind !== null} onClose={close} title={name} keepMounted={false} size="lg">
      {kind && <ActionForm order={order} kind={kind} name={name} close={close} />}
    </Modal>
  );
}

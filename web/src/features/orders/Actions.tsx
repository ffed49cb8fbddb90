import { Button, Group, Stack, Text } from "@mantine/core";
import { lazy, type ReactNode, useState } from "react";
import { ahead, Later } from "@/components/Later";
import { tOrder } from "@/i18n/order";
import type { ActionKind, OrderView } from "@/lib/types";
import { GRAVE } from "./grave";

const load = () => import("./ActionDialog");
const ActionDialog = lazy(load);

/** What goes on with the deal, best first; the first that is allowed is the page's main action. */
const MAIN: ActionKind[] = ["accept_cancel", "confirm", "deliver"];
const MORE: ActionKind[] = ["decline_cancel", "request_changes", "grant_time", "release_part"];
/** What ends or changes the deal: apart, and quiet. Ruling is done at the desk of resolvers. */
const WRONG: ActionKind[] = ["refund_part", "propose_cancel", "refund", "open_dispute", "cancel"];

/** What a person may do now, in a calm order. `main`: the main action, where it is not one of these (paying). */
export function Actions({ order, main }: { order: OrderView; main?: ReactNode }) {
  const [chosen, setChosen] = useState<ActionKind | null>(null);
  const can = (kinds: ActionKind[]) => kinds.filter((kind) => order.allowedActions.includes(kind));
  const mains = can(MAIN);
  const first = main ? undefined : mains[0];
  const more = [...(first ? mains.slice(1) : mains), ...can(MORE)];
  const wrong = can(WRONG);
  const name = (kind: ActionKind) => (kind === "decline_cancel" && order.cancelProposedBy === order.you ? tOrder.withdrawCancel : tOrder.actions[kind]);
  const open = (kind: ActionKind) => ({ "aria-haspopup": "dialog" as const, ...ahead(load), onClick: () => setChosen(kind) });
  return (
    <Stack gap="md">
      {(main || first || more.length > 0) && (
        <Group gap="sm">
          {main}
          {/* While people argue, nothing is pressed on them. */}
          {first && <Button size="md" variant={order.state === "disputed" ? "default" : "filled"} {...open(first)}>{name(first)}</Button>}
          {more.map((kind) => <Button key={kind} size="md" variant="default" {...open(kind)}>{name(kind)}</Button>)}
        </Group>
      )}
      {wrong.length > 0 && (
        <div>
          <Text size="sm" c="var(--quiet)" mb={4}>{tOrder.wrong}</Text>
          <Group gap="xs">
            {wrong.map((kind) => (
              <Button key={kind} size="sm" variant="subtle" color={GRAVE.includes(kind) ? "red" : "gray"} className="quiet-action" {...open(kind)}>{name(kind)}</Button>
            ))}
          </Group>
        </div>
      )}
      <Later opened={chosen !== null}>
        {(shown) => <ActionDialog order={order} kind={shown ? chosen : null} name={(chosen && name(chosen)) ?? ""} close={() => setChosen(null)} />}
      </Later>
    </Stack>
  );
}

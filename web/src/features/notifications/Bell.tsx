// The bell of a wide page. Its list is loaded when somebody reaches for it.
import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { t } from "@/i18n/common";
import { unreadQuery } from "./api";
import { Badge } from "./Badge";

const load = () => import("./BellDropdown");
const Dropdown = lazy(load);

export function Bell() {
  const unread = useQuery(unreadQuery).data ?? 0;
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // The first opening draws the button anew, so nobody else knows where the keyboard came from.
  const change = (next: boolean) => {
    setOpened(next);
    if (!next) button.current?.focus({ preventScroll: true });
  };
  const target = (
    <ActionIcon
      ref={button}
      className="wide"
      variant="subtle"
      color="gray"
      size={40}
      aria-label={unread ? `${t.nav.notifications}, ${t.note.unread(unread)}` : t.nav.notifications}
      aria-haspopup="dialog"
      aria-expanded={opened}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => {
        setWanted(true);
        setOpened(!opened);
      }}
    >
      <Badge count={unread}><Icon name="bell" /></Badge>
    </ActionIcon>
  );
  if (!wanted) return target;
  return <Suspense fallback={target}><Dropdown opened={opened} onChange={change}>{target}</Dropdown></Suspense>;
}

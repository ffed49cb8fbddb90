import { Button, Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { tMarket } from "@/i18n/market";

interface Props {
  opened: boolean;
  close: () => void;
  /** How many filters are set. */
  set: number;
  clear: () => void;
  count: number;
  children: ReactNode;
}

/** A phone's filters. */
export default function BrowseDrawer({ opened, close, set, clear, count, children }: Props) {
  return (
    <Drawer opened={opened} onClose={close} position="bottom" size="85%" title={tMarket.filter.title} classNames={{ body: "browse-drawer" }}>
      <div className="browse-drawn">{children}</div>
      <div className="browse-done">
        {set > 0 && <Button variant="default" onClick={clear}>{tMarket.filter.clear}</Button>}
        <Button onClick={close} style={{ flex: 1 }}>{tMarket.filter.apply(count)}</Button>
      </div>
    </Drawer>
  );
}

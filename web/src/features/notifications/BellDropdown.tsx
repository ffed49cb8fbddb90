import { Anchor, Button, Group, Popover, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";
import { Loaded } from "@/components/states";
import { t } from "@/i18n/common";
import { latestQuery } from "./api";
import { NoteLine } from "./NoteLine";
import { useReading } from "./reading";

interface Props {
  opened: boolean;
  onChange: (opened: boolean) => void;
  /** What it hangs from. */
  children: ReactNode;
}

/** The latest notifications, under the bell. */
export default function BellDropdown({ opened, onChange, children }: Props) {
  const { pathname } = useLocation();
  const at = useRef(pathname);
  useEffect(() => {
    if (at.current !== pathname) onChange(false);
    at.current = pathname;
  }, [pathname, onChange]);
  return (
    <Popover opened={opened} onChange={onChange} position="bottom-end" width={400} shadow="md" radius="lg" trapFocus returnFocus withinPortal>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p={0} aria-label={t.note.title}>{opened && <Latest onGo={() => onChange(false)} />}</Popover.Dropdown>
    </Popover>
  );
}

function Latest({ onGo }: { onGo: () => void }) {
  const query = useQuery(latestQuery);
  const { read, readAll } = useReading();
  return (
    <>
      <Group justify="space-between" p="sm" ps="md">
        <Text fw={650}>{t.note.title}</Text>
        {(query.data?.unread ?? 0) > 0 && <Button size="compact-sm" variant="subtle" color="gray" loading={readAll.isPending} onClick={() => readAll.mutate()}>{t.note.readAll}</Button>}
      </Group>
      <Loaded query={query} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Text p="md" c="var(--quiet)">{t.note.noneHint}</Text>
          ) : (
            <ul className="notes-list">{items.map((note) => <li key={note.id}><NoteLine brief note={note} onRead={() => { if (!note.readAt) read.mutate(note.id); onGo(); }} /></li>)}</ul>
          )
        }
      </Loaded>
      <div className="notes-foot"><Anchor component={Link} to="/notifications" onClick={onGo} size="sm">{t.note.all}</Anchor></div>
    </>
  );
}

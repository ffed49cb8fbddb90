import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Ago } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { keys } from "@/lib/keys";
import type { NotificationView } from "@/lib/types";
import { loadNotifications, markAllRead, markRead, unreadQuery } from "./api";

export default function NotificationsPage() {
  const query = usePages(keys.notifications.list({}), loadNotifications);
  const unread = useQuery(unreadQuery).data ?? 0;
  const stale = [keys.notifications.all];
  const readAll = useSubmit({ send: markAllRead, stale });
  const read = useSubmit({ send: markRead, stale });
  return (
    <Page
      title={t.note.title}
      narrow
      actions={unread > 0 && <Button variant="default" loading={readAll.isPending} onClick={() => readAll.mutate()}>{t.note.readAll}</Button>}
    >
      <PagedList query={query} empty={<Empty title={t.note.none}>{t.note.noneHint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((note) => (
              <li key={note.id}>
                <Line note={note} read={() => !note.readAt && read.mutate(note.id)} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

function Line({ note, read }: { note: NotificationView; read: () => void }) {
  const fresh = !note.readAt;
  const inner = (
    <>
      <div className="row-main">
        <Text fw={fresh ? 650 : 400}>{note.title}</Text>
        {note.body && <Text size="sm" c="var(--quiet)">{note.body}</Text>}
      </div>
      <Text size="sm" c="var(--quiet)" className="row-side"><Ago at={note.createdAt} /></Text>
    </>
  );
  const link = note.link?.startsWith("/") ? note.link : null;
  if (link) return <Link className="row" to={link} onClick={read} style={fresh ? { background: "var(--soft)" } : undefined}>{inner}</Link>;
  return <div className="row" style={fresh ? { background: "var(--soft)" } : undefined}>{inner}</div>;
}

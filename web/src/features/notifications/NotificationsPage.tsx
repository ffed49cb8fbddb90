import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { t } from "@/i18n/common";
import { keys } from "@/lib/keys";
import { loadNotifications, unreadQuery } from "./api";
import { byDay } from "./days";
import { NoteLine } from "./NoteLine";
import { useReading } from "./reading";

export default function NotificationsPage() {
  const [params, setParams] = useSearchParams();
  const onlyUnread = params.get("unread") === "1";
  const query = usePages(keys.notifications.list({ onlyUnread }), (cursor) => loadNotifications(onlyUnread, cursor));
  const unread = useQuery(unreadQuery).data ?? 0;
  const { read, readAll } = useReading();
  const nothing = onlyUnread ? <Empty icon="check" title={t.note.noneUnread} /> : <Empty icon="bell" title={t.note.none}>{t.note.noneHint}</Empty>;
  return (
    <Page title={t.note.title} narrow>
      <div className="notes-bar">
        <SegmentedControl
          aria-label={t.note.title}
          data={[{ value: "all", label: t.common.all }, { value: "unread", label: t.note.onlyUnread }]}
          value={onlyUnread ? "unread" : "all"}
          onChange={(value) => setParams(value === "unread" ? { unread: "1" } : {}, { replace: true })}
        />
        <span role="status" className="quiet">{unread > 0 && t.note.unread(unread)}</span>
        {unread > 0 && <Button variant="default" loading={readAll.isPending} onClick={() => readAll.mutate()}>{t.note.readAll}</Button>}
      </div>
      <PagedList query={query} empty={nothing}>
        {(items) => (
          <div>
            {byDay(items).map(({ name, items: those }) => (
              <section key={name}>
                <h2 className="notes-day">{name}</h2>
                <ul className="rows">
                  {those.map((note) => (
                    <li key={note.id}><NoteLine note={note} onRead={() => !note.readAt && read.mutate(note.id)} /></li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        )}
      </PagedList>
    </Page>
  );
}

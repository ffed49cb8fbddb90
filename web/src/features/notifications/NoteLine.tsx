import "./notifications.css";
import { Text } from "@mantine/core";
import { Link } from "react-router";
import { Ago } from "@/components/bits";
import { t } from "@/i18n/common";
import type { NotificationView } from "@/lib/types";

/** One notification. Its text comes from the server, in the person's language; `brief` shows its beginning. */
export function NoteLine({ note, brief, onRead }: { note: NotificationView; brief?: boolean; onRead: () => void }) {
  const fresh = !note.readAt;
  const inner = (
    <>
      <span className="note-dot" data-on={fresh || undefined}>{fresh && <span className="unseen">{t.note.unreadMark}</span>}</span>
      <span className="note-text">
        <Text component="span" display="block" fw={fresh ? 650 : 450} dir="auto">{note.title}</Text>
        {note.body && <Text component="span" size="sm" c="var(--quiet)" dir="auto" lineClamp={brief ? 2 : undefined} className="note-body">{note.body}</Text>}
      </span>
      <Text component="span" size="xs" c="var(--quiet)" className="note-when"><Ago at={note.createdAt} /></Text>
    </>
  );
  // Only paths of this site: a notification leads nowhere else.
  const link = note.link?.startsWith("/") && !note.link.startsWith("//") ? note.link : null;
  if (link) return <Link className="note" data-fresh={fresh || undefined} to={link} onClick={onRead}>{inner}</Link>;
  return <button type="button" className="note" data-fresh={fresh || undefined} onClick={onRead} disabled={!fresh}>{inner}</button>;
}

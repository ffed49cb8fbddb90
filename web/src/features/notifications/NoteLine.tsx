import "./notifications.css";
import { memo } from "react";
import { Link } from "react-router";
import { Ago } from "@/components/bits";
import { t } from "@/i18n/common";
import type { NotificationView } from "@/lib/types";

interface Props {
  note: NotificationView;
  /** Shows only the beginning of its text. */
  brief?: boolean;
  onRead: () => void;
}

function Line({ note, brief, onRead }: Props) {
  const fresh = !note.readAt;
  const inner = (
    <>
      <span className="note-dot" data-on={fresh || undefined}>{fresh && <span className="unseen">{t.note.unreadMark}</span>}</span>
      <span className="note-text">
        <span className="note-title" dir="auto">{note.title}</span>
        {note.body && <span className="note-body" data-brief={brief} dir="auto">{note.body}</span>}
      </span>
      <span className="note-when"><Ago at={note.createdAt} /></span>
    </>
  );
  // Only paths of this site: a notification leads nowhere else.
  const link = note.link?.startsWith("/") && !note.link.startsWith("//") ? note.link : null;
  if (link) return <Link className="note" data-fresh={fresh || undefined} to={link} onClick={onRead}>{inner}</Link>;
  return <button type="button" className="note" data-fresh={fresh || undefined} onClick={onRead} disabled={!fresh}>{inner}</button>;
}

/** One notification. Its text comes from the server, in the person's language. Drawn anew only when it has changed: lists are long. */
export const NoteLine = memo(Line, (a, b) => a.note === b.note && a.brief === b.brief);

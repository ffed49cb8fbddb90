import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "react-router";
import { Icon } from "@/components/Icon";
import { Badge } from "@/features/notifications/Badge";
import { unreadQuery } from "@/features/notifications/api";
import { t } from "@/i18n/common";
import type { User } from "@/lib/types";
import { barFor, type Entry, isAt } from "./navigation";
import { overlay, useOverlay } from "./overlay";

/** The phone's navigation, where the thumb is. */
export function BottomBar({ user }: { user: User | null }) {
  const { pathname } = useLocation();
  const { before, action, after } = barFor(user);
  const sheet = useOverlay() === "sheet";
  const place = (entry: Entry) => <Place key={entry.to} entry={entry} at={isAt(entry, pathname)} />;
  return (
    <nav className="bottom" aria-label={t.app.mainMenu}>
      {before.map(place)}
      {action && (
        <Link to={action.to} className="bottom-main" aria-label={action.label}>
          <span><Icon name="plus" size={24} /></span>
        </Link>
      )}
      {after.map(place)}
      <button type="button" onClick={() => overlay.open("sheet")} aria-haspopup="dialog" aria-expanded={sheet}>
        <Icon name="menu" size={22} />
        <span>{t.nav.more}</span>
      </button>
    </nav>
  );
}

function Place({ entry: { to, label, short, icon }, at }: { entry: Entry; at: boolean }) {
  return (
    <Link to={to} aria-current={at ? "page" : undefined}>
      {icon === "bell" ? <Unread /> : <Icon name={icon} size={22} />}
      <span>{short ?? label}</span>
    </Link>
  );
}

function Unread() {
  const unread = useQuery(unreadQuery).data ?? 0;
  return <Badge count={unread}><Icon name="bell" size={22} /></Badge>;
}

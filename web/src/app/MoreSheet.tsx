import { Drawer } from "@mantine/core";
import { Link, useLocation } from "react-router";
import { Icon } from "@/components/Icon";
import { signOut } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import type { User } from "@/lib/types";
import { CalendarSelect, LanguageSelect, ThemeSelect } from "@/components/Looks";
import { groupsFor, isAt } from "./navigation";
import { overlay } from "./overlay";

/** Everything that the phone's bar has no room for. */
export default function MoreSheet({ user, opened }: { user: User | null; opened: boolean }) {
  const { pathname } = useLocation();
  const groups = groupsFor(user, ["market", "mine", "money", "deals", "system", "account"]);
  return (
    <Drawer opened={opened} onClose={overlay.close} position="bottom" size="85%" radius="lg" title={user?.displayName ?? t.app.menu} closeButtonProps={{ "aria-label": t.common.close, size: 44, iconSize: 22 }} classNames={{ content: "sheet" }}>
      <nav aria-label={t.nav.more}>
        {groups.map(({ group, title, entries }) => (
          <section key={group}>
            <h2 className="side-title">{title}</h2>
            <ul className="menu two">
              {entries.map((entry) => (
                <li key={entry.to}>
                  <Link to={entry.to} onClick={overlay.close} aria-current={isAt({ ...entry, exact: true }, pathname) ? "page" : undefined}><Icon name={entry.icon} size={20} />{entry.label}</Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className="menu-looks"><LanguageSelect /><ThemeSelect /><CalendarSelect /></div>
      {user && (
        <ul className="menu">
          <li>
            <button
              type="button"
              onClick={() => {
                overlay.close();
                void signOut();
              }}
            >
              <Icon name="out" size={20} flip />{t.nav.signOut}
            </button>
          </li>
        </ul>
      )}
    </Drawer>
  );
}

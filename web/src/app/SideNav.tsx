import { NavLink } from "react-router";
import { Icon } from "@/components/Icon";
import { t } from "@/i18n/common";
import type { User } from "@/lib/types";
import { deskGroups } from "./navigation";

/** The places of the desks, beside every one of them. */
export function SideNav({ user }: { user: User | null }) {
  return (
    <nav className="side" aria-label={t.app.deskMenu}>
      <NavLink to="/staff" end><Icon name="desk" size={18} />{t.nav.desk}</NavLink>
      {deskGroups(user).map(({ group, title, entries }) => (
        <div key={group} role="group" aria-label={title}>
          <div className="side-title" aria-hidden>{title}</div>
          {entries.map(({ to, label, icon, exact }) => (
            <NavLink key={to} to={to} end={exact}><Icon name={icon} size={18} />{label}</NavLink>
          ))}
        </div>
      ))}
    </nav>
  );
}

// Brand, ways, search, and what belongs to the person: the top of a wide page. On a phone most of it is in the bottom bar.
import { ActionIcon, Button } from "@mantine/core";
import { Link, NavLink } from "react-router";
import { Icon } from "@/components/Icon";
import { Bell } from "@/features/notifications/Bell";
import { t } from "@/i18n/common";
import type { User } from "@/lib/types";
import { AccountMenu } from "./AccountMenu";
import { entriesFor } from "./navigation";
import { overlay } from "./overlay";

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

export function Header({ user, starting }: { user: User | null; starting: boolean }) {
  return (
    <header className="bar">
      <div className="bar-in">
        <Link to="/" className="brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          {t.app.name}
        </Link>
        <nav className="nav wide" aria-label={t.app.mainMenu}>
          {entriesFor(user, "header").map(({ to, label, exact }) => (
            <NavLink key={to} to={to} end={exact}>{label}</NavLink>
          ))}
        </nav>
        <span className="bar-gap" />
        <button type="button" className="searchbox" onClick={() => overlay.open("palette")} aria-keyshortcuts="Control+K Meta+K" aria-haspopup="dialog">
          <Icon name="search" size={18} />
          <span>{t.app.searchHint}</span>
          <kbd aria-hidden>{isMac ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <ActionIcon component={Link} to="/search" className="narrow-only" variant="subtle" color="gray" size={44} aria-label={t.app.openSearch}><Icon name="search" /></ActionIcon>
        {user ? (
          <>
            <Bell />
            <AccountMenu user={user} />
          </>
        ) : (
          !starting && (
            <>
              <Button component={Link} to="/login" variant="subtle" color="gray" size="sm" className="wide">{t.nav.signIn}</Button>
              <Button component={Link} to="/register" size="sm" variant="default">{t.nav.register}</Button>
            </>
          )
        )}
      </div>
    </header>
  );
}

import { Popover } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";
import { Icon } from "@/components/Icon";
import { signOut } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { list } from "@/i18n/format";
import type { User } from "@/lib/types";
import { CalendarSelect, LanguageSelect, ThemeSelect } from "@/components/Looks";
import { entriesFor } from "./navigation";
import { overlay } from "./overlay";

interface Props {
  user: User;
  opened: boolean;
  onChange: (opened: boolean) => void;
  /** What it hangs from. */
  children: ReactNode;
}

export default function AccountDropdown({ user, opened, onChange, children }: Props) {
  const { pathname } = useLocation();
  const at = useRef(pathname);
  useEffect(() => {
    if (at.current !== pathname) onChange(false);
    at.current = pathname;
  }, [pathname, onChange]);
  return (
    <Popover opened={opened} onChange={onChange} position="bottom-end" width={270} shadow="md" radius="lg" trapFocus returnFocus withinPortal>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p={8} aria-label={t.nav.account}>
        <div className="menu-who">
          <strong>{user.displayName}</strong>
          <span className="quiet">{list(user.roles.map((role) => t.roles[role]))}</span>
        </div>
        <ul className="menu">
          {entriesFor(user, "menu").map(({ to, label, icon }) => (
            <li key={to}><Link to={to} onClick={() => onChange(false)}><Icon name={icon} size={18} />{label}</Link></li>
          ))}
          <li>
            <button
              type="button"
              onClick={() => {
                onChange(false);
                overlay.open("shortcuts");
              }}
            >
              <Icon name="keyboard" size={18} />{t.nav.shortcuts}
            </button>
          </li>
        </ul>
        <div className="menu-looks"><LanguageSelect /><ThemeSelect /><CalendarSelect /></div>
        <ul className="menu">
          <li><button type="button" onClick={() => void signOut()}><Icon name="out" size={18} flip />{t.nav.signOut}</button></li>
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

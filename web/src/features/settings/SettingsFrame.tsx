import "./settings.css";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { NavLink, useLocation, useNavigate } from "react-router";
import { Icon, type IconName } from "@/components/Icon";
import { Page } from "@/components/Page";
import { signOut } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";

const SECTIONS: [to: string, label: string, icon: IconName][] = [
  ["/account", tSettings.nav.profile, "person"], ["/account/security", tSettings.nav.security, "lock"], ["/account/addresses", tSettings.nav.addresses, "home"],
  ["/account/payouts", tSettings.nav.payouts, "wallet"], ["/account/keys", tSettings.nav.keys, "key"], ["/account/privacy", tSettings.nav.privacy, "requests"],
];

/** A section of the settings, with the way to the others: beside it, and on a phone above it in one line. */
export function SettingsFrame({ title, children }: { title: string; children: ReactNode }) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <Page title={title} actions={<Button variant="default" onClick={() => void signOut()}>{t.nav.signOut}</Button>}>
      <div className="settings">
        <nav aria-label={tSettings.sections} className="side settings-side">
          {SECTIONS.map(([to, label, icon]) => <NavLink key={to} to={to} end><Icon name={icon} size={18} />{label}</NavLink>)}
        </nav>
        <select className="settings-pick" aria-label={tSettings.sections} value={pathname} onChange={({ currentTarget }) => void navigate(currentTarget.value)}>
          {SECTIONS.map(([to, label]) => <option key={to} value={to}>{label}</option>)}
        </select>
        <div>{children}</div>
      </div>
    </Page>
  );
}

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { Page } from "@/components/Page";
import { signOut } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { tSettings } from "@/i18n/settings";

const SECTIONS = [
  ["/account", tSettings.nav.profile], ["/account/security", tSettings.nav.security], ["/account/addresses", tSettings.nav.addresses],
  ["/account/payouts", tSettings.nav.payouts], ["/account/keys", tSettings.nav.keys], ["/account/privacy", tSettings.nav.privacy],
] as const;

/** A section of the settings, with the way to the others. */
export function SettingsFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title={title} narrow actions={<Button variant="default" onClick={() => void signOut()}>{t.nav.signOut}</Button>}>
      <nav className="sections" aria-label={tSettings.title}>
        {SECTIONS.map(([to, label]) => <NavLink key={to} to={to} end>{label}</NavLink>)}
      </nav>
      {children}
    </Page>
  );
}

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { Page } from "@/components/Page";
import { signOut } from "@/features/accounts/api";
import { s } from "@/i18n/account";
import { t } from "@/i18n/en";

const SECTIONS = [
  ["/account", s.nav.profile], ["/account/security", s.nav.security], ["/account/addresses", s.nav.addresses],
  ["/account/payouts", s.nav.payouts], ["/account/keys", s.nav.keys], ["/account/privacy", s.nav.privacy],
] as const;

/** A section of the settings, with the way to the others. */
export function SettingsFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title={title} narrow actions={<Button variant="default" onClick={() => void signOut()}>{t.nav.signOut}</Button>}>
      <nav className="sections" aria-label={s.title}>
        {SECTIONS.map(([to, label]) => <NavLink key={to} to={to} end>{label}</NavLink>)}
      </nav>
      {children}
    </Page>
  );
}

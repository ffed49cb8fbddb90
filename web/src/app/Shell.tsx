import { ActionIcon, Avatar, Burger, Button, Drawer, Indicator, Menu, NavLink as Item, Stack, UnstyledButton } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useRef } from "react";
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { Loading } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { endLook, signOut } from "@/features/accounts/api";
import { ProofDialog } from "@/features/accounts/ProofDialog";
import { unreadQuery } from "@/features/notifications/api";
import { t } from "@/i18n/common";
import { tStaff } from "@/i18n/staff";
import { tSystem } from "@/i18n/system";
import { hasRole, stopLooking, useSession } from "@/lib/session";
import type { User } from "@/lib/types";

interface Entry {
  to: string;
  label: string;
}

function entries(user: User | null): Entry[] {
  const list: Entry[] = [{ to: "/", label: t.nav.browse }, { to: "/listings", label: t.nav.goods }];
  if (!user) return list;
  list.push({ to: "/orders", label: t.nav.orders });
  if (hasRole(user, "buyer")) list.push({ to: "/my/requests", label: t.nav.myRequests }, { to: "/tokens", label: t.nav.tokens });
  if (hasRole(user, "seller")) list.push({ to: "/my/offers", label: t.nav.myOffers }, { to: "/sell", label: t.nav.sell });
  list.push({ to: "/payouts", label: t.nav.money });
  return list;
}

function staffEntries(user: User | null): Entry[] {
  const list: Entry[] = [];
  if (hasRole(user, "guard", "admin")) list.push({ to: "/staff/payouts", label: tStaff.payouts }, { to: "/staff/exceptions", label: tStaff.exceptions });
  if (hasRole(user, "admin")) list.push({ to: "/staff/listings", label: tStaff.listings }, { to: "/staff/awaiting", label: tStaff.awaiting }, { to: "/staff/networks", label: tStaff.networks }, { to: "/staff/people", label: tSystem.users.title }, { to: "/staff/audit", label: tSystem.audit.title });
  return list;
}

export function Shell() {
  const session = useSession();
  const user = session.status === "signedIn" ? session.user : null;
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const moving = useNavigation().state !== "idle";

  // After a change of page, the keyboard goes on from its content.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);

  return (
    <div className="shell">
      <a className="skip" href="#main">{t.app.skip}</a>
      {user && session.status === "signedIn" && session.looking && <Looking name={user.displayName} />}
      <header className="bar">
        <div className="bar-in">
          <Link to="/" className="brand">
            <img src="/favicon.svg" alt="" width={28} height={28} />
            {t.app.name}
          </Link>
          <TopBar user={user} starting={session.status === "starting"} />
        </div>
      </header>
      <main className="main" id="main" ref={main} tabIndex={-1} aria-busy={moving}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className="foot">
        <div className="foot-in">
          <span style={{ flex: 1 }}>{t.app.foot}</span>
          <a href="/docs">{t.app.docs}</a>
        </div>
      </footer>
      <ProofDialog />
      <ScrollRestoration />
    </div>
  );
}

function Looking({ name }: { name: string }) {
  const end = useSubmit({ send: () => endLook(), onDone: stopLooking });
  return (
    <div className="looking" role="status">
      <span>{t.looking.banner(name)}</span>
      <Button size="xs" color="dark" loading={end.isPending} onClick={() => end.mutate()}>{t.looking.end}</Button>
    </div>
  );
}

function TopBar({ user, starting }: { user: User | null; starting: boolean }) {
  // Who is signed in has more to choose from.
  const wide = useMediaQuery(user ? "(min-width: 1060px)" : "(min-width: 720px)", true, { getInitialValueInEffect: false });
  const links = entries(user);
  const staff = staffEntries(user);
  return (
    <>
      {wide ? (
        <nav className="nav" aria-label={t.app.menu}>
          {links.map(({ to, label }) => (
            <NavLink key={to} to={to} end={to === "/"}>{label}</NavLink>
          ))}
          {staff.length > 0 && (
            <Menu position="bottom-start" withinPortal>
              <Menu.Target>
                <Button variant="subtle" color="gray" size="sm" fw={400} px={12}>{t.nav.staff}</Button>
              </Menu.Target>
              <Menu.Dropdown>
                {staff.map(({ to, label }) => (
                  <Menu.Item key={to} component={Link} to={to}>{label}</Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </nav>
      ) : (
        <span style={{ flex: 1 }} />
      )}
      {user && <Bell />}
      {user && wide && <Person user={user} />}
      {!user && !starting && (
        <>
          <Button component={Link} to="/login" variant="subtle" size="sm">{t.nav.signIn}</Button>
          {wide && <Button component={Link} to="/register" size="sm">{t.nav.register}</Button>}
        </>
      )}
      {!wide && <PhoneMenu user={user} links={[...links, ...staff]} />}
    </>
  );
}

function Bell() {
  const unread = useQuery(unreadQuery).data ?? 0;
  return (
    <Indicator label={unread > 99 ? "99+" : unread} size={17} disabled={unread === 0} offset={5} color="red">
      <ActionIcon component={Link} to="/notifications" variant="subtle" color="gray" size="lg" aria-label={unread ? `${t.nav.notifications}, ${t.note.unread(unread)}` : t.nav.notifications}>
        <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden><path d="M10 2.5a5 5 0 0 0-5 5v3L3.5 13.5h13L15 10.500v-3a5 5 0 0 0-5-5ZM8 16a2 2 0 0 0 4 0" strokeLinejoin="round" strokeLinecap="round" /></svg>
      </ActionIcon>
    </Indicator>
  );
}

function Person({ user }: { user: User }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={`${t.nav.account}: ${user.displayName}`}>
          <Avatar radius="xl" size={34} color="trust" name={user.displayName} src={user.avatar} alt="" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.displayName}</Menu.Label>
        <Menu.Item component={Link} to="/account">{t.nav.account}</Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t.nav.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function PhoneMenu({ user, links }: { user: User | null; links: Entry[] }) {
  const [open, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useEffect(close, [pathname]);
  return (
    <>
      <Burger opened={open} onClick={toggle} size="sm" aria-label={t.app.menu} />
      <Drawer opened={open} onClose={close} position="right" size="80%" title={user?.displayName ?? t.app.name}>
        <Stack gap={4}>
          {links.map(({ to, label }) => (
            <Item key={to} component={Link} to={to} label={label} active={pathname === to} />
          ))}
          {user ? (
            <>
              <Item component={Link} to="/account" label={t.nav.account} active={pathname === "/account"} />
              <Item component="button" label={t.nav.signOut} onClick={() => void signOut()} />
            </>
          ) : (
            <>
              <Item component={Link} to="/login" label={t.nav.signIn} />
              <Item component={Link} to="/register" label={t.nav.register} />
            </>
          )}
        </Stack>
      </Drawer>
    </>
  );
}

// All places to go, once: header, phone bar, side navigation, menus and the palette are made from this table.
import type { IconName } from "@/components/Icon";
import { t } from "@/i18n/common";
import type { Role, User } from "@/lib/types";

/** Where an entry stands besides the palette, which has all of them. */
type Place =
  /** In the header of a wide page. */
  | "header"
  /** In the phone's bottom bar. */
  | "bar"
  /** In the person's own menu. */
  | "menu";

export type Group = "market" | "mine" | "account" | "money" | "deals" | "system";

/** `guest`: who isn't signed in; `person`: anybody who is. */
type Who = Role | "guest" | "person";

export interface Entry {
  to: string;
  label: string;
  /** Where there is little room. */
  short?: string;
  icon: IconName;
  group: Group;
  who: Who[];
  places?: Place[];
  /** A path below `to` is another page. */
  exact?: boolean;
}

const everybody: Who[] = ["guest", "person"];
const n = t.nav;

/** In the order in which they are shown. */
export const ENTRIES: Entry[] = [
  { to: "/", label: n.home, icon: "home", group: "market", who: ["guest", "buyer", "seller"], places: ["bar"], exact: true },
  { to: "/staff", label: n.desk, icon: "desk", group: "system", who: ["resolver", "guard", "admin"], places: ["header", "bar"], exact: true },
  { to: "/requests", label: n.browse, icon: "browse", group: "market", who: everybody, places: ["header"] },
  { to: "/listings", label: n.goods, icon: "goods", group: "market", who: everybody, places: ["header"] },
  { to: "/orders", label: n.orders, icon: "orders", group: "mine", who: ["buyer", "seller"], places: ["header", "bar"] },
  { to: "/sell", label: n.sell, icon: "shop", group: "mine", who: ["seller"], places: ["header", "menu"] },
  { to: "/my/requests", label: n.myRequests, icon: "requests", group: "mine", who: ["buyer"], places: ["menu"] },
  { to: "/my/offers", label: n.myOffers, icon: "offers", group: "mine", who: ["seller"], places: ["menu"] },
  { to: "/tokens", label: n.tokens, icon: "key", group: "mine", who: ["buyer"], places: ["menu"] },
  { to: "/payouts", label: n.money, icon: "wallet", group: "mine", who: ["buyer", "seller"], places: ["header", "menu"] },
  { to: "/notifications", label: n.notifications, short: n.alerts, icon: "bell", group: "account", who: ["person"], places: ["bar"] },
  { to: "/account", label: n.account, icon: "settings", group: "account", who: ["person"], places: ["menu"] },
  { to: "/account/security", label: n.security, icon: "lock", group: "account", who: ["person"] },

  { to: "/staff/payouts", label: n.payouts, icon: "payouts", group: "money", who: ["guard", "admin"] },
  { to: "/staff/exceptions", label: n.exceptions, icon: "warning", group: "money", who: ["guard", "admin"] },
  { to: "/staff/awaiting", label: n.awaiting, icon: "clock", group: "money", who: ["guard", "admin"] },
  { to: "/staff/thresholds", label: n.thresholds, icon: "limit", group: "money", who: ["admin"] },
  { to: "/staff/sweeps", label: n.sweeps, icon: "sweep", group: "money", who: ["guard", "admin"] },
  { to: "/staff/disputes", label: n.disputes, icon: "scales", group: "deals", who: ["resolver", "admin"] },
  { to: "/staff/listings", label: n.listings, icon: "goods", group: "deals", who: ["admin"] },
  { to: "/staff/categories", label: n.categories, icon: "tag", group: "deals", who: ["admin"] },
  { to: "/staff/networks", label: n.networks, icon: "network", group: "system", who: ["admin"] },
  { to: "/staff/webhooks", label: n.webhooks, icon: "webhook", group: "system", who: ["admin"] },
  { to: "/staff/ledger", label: n.ledger, icon: "ledger", group: "system", who: ["admin"] },
  { to: "/staff/jobs", label: n.jobs, icon: "jobs", group: "system", who: ["admin"] },
  { to: "/staff/people", label: n.people, icon: "people", group: "system", who: ["admin"] },
  { to: "/staff/audit", label: n.audit, icon: "audit", group: "system", who: ["admin"] },

  { to: "/login", label: n.signIn, icon: "in", group: "account", who: ["guest"], places: ["bar"] },
  { to: "/register", label: n.register, icon: "person", group: "account", who: ["guest"] },
];

const STAFF: Role[] = ["resolver", "guard", "admin"];

function isFor({ who }: Entry, user: User | null): boolean {
  return who.some((one) => (one === "guest" ? !user : one === "person" ? user !== null : user?.roles.includes(one)));
}

/** What this person may go to, or only what stands in one place. */
export function entriesFor(user: User | null, place?: Place): Entry[] {
  return ENTRIES.filter((entry) => isFor(entry, user) && (!place || entry.places?.includes(place)));
}

/** The same, by group, without empty groups. */
export function groupsFor(user: User | null, groups: Group[]): { group: Group; title: string; entries: Entry[] }[] {
  const own = entriesFor(user);
  return groups.map((group) => ({ group, title: t.nav.groups[group], entries: own.filter((entry) => entry.group === group) })).filter(({ entries }) => entries.length > 0);
}

/** Places of the desks, grouped; the first page of them stands alone above. */
export function deskGroups(user: User | null) {
  return groupsFor(user, ["money", "deals", "system"]).map((part) => ({ ...part, entries: part.entries.filter(({ to }) => to !== "/staff") })).filter(({ entries }) => entries.length > 0);
}

/** Is this the place where the person stands, or above it? */
export function isAt({ to, exact }: Pick<Entry, "to" | "exact">, pathname: string): boolean {
  return pathname === to || (!exact && pathname.startsWith(`${to}/`));
}

/** Is this one of the desks, and has the person any? Everybody else is told on an ordinary page that it isn't theirs. */
export function isAtDesk(user: User | null, pathname: string): boolean {
  return user !== null && STAFF.some((role) => user.roles.includes(role)) && isAt({ to: "/staff" }, pathname);
}

export interface Action {
  to: string;
  label: string;
}

/** What this person most often comes to do: the button in the middle of the phone's bar. */
export function mainAction(user: User | null): Action | null {
  if (user?.roles.includes("buyer")) return { to: "/requests/new", label: n.post };
  if (user?.roles.includes("seller")) return { to: "/sell/new", label: n.newListing };
  return null;
}

/** Four or five places for the phone's bar; the last one, "more", is the bar's own. */
export function barFor(user: User | null): { before: Entry[]; action: Action | null; after: Entry[] } {
  const action = mainAction(user);
  const places = entriesFor(user, "bar");
  if (!user) return { before: [...places.slice(0, 1), ...entriesFor(null, "header")], action: null, after: places.slice(1, 2) };
  const isStaff = STAFF.some((role) => user.roles.includes(role));
  if (!action) {
    const desk = isStaff ? deskGroups(user).flatMap(({ entries }) => entries).slice(0, 2) : [];
    return { before: [...places.filter(({ to }) => to === "/staff" || to === "/"), ...desk], action: null, after: places.filter(({ to }) => to === "/notifications") };
  }
  const before = places.filter(({ to }) => to !== "/notifications" && (to !== "/staff" || !user.roles.includes("buyer")));
  return { before: before.slice(0, 2), action, after: places.filter(({ to }) => to === "/notifications") };
}

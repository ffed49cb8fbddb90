import { describe, expect, it } from "vitest";
import type { Role, User } from "@/lib/types";
import { barFor, deskGroups, ENTRIES, entriesFor, groupsFor, isAt, isAtDesk, mainAction } from "./navigation";

const person = (...roles: Role[]) => ({ roles }) as User;
const paths = (list: { to: string }[]) => list.map(({ to }) => to);
const bar = (user: User | null) => {
  const { before, action, after } = barFor(user);
  return [...paths(before), action?.to, ...paths(after)].filter(Boolean);
};

describe("where people may go", () => {
  it("offers strangers the market and the ways in, and nothing of anybody's own", () => {
    expect(paths(entriesFor(null))).toEqual(["/", "/requests", "/listings", "/login", "/register"]);
    expect(paths(entriesFor(null, "header"))).toEqual(["/requests", "/listings"]);
  });

  it("differs for buyers and sellers, and is both for who is both", () => {
    const [buyer, seller, both] = [person("buyer"), person("seller"), person("buyer", "seller")].map((user) => paths(entriesFor(user)));
    expect(buyer).toContain("/my/requests");
    expect(buyer).not.toContain("/sell");
    expect(seller).toContain("/sell");
    expect(seller).not.toContain("/my/requests");
    expect(new Set(both)).toEqual(new Set([...(buyer ?? []), ...(seller ?? [])]));
  });

  it("shows each desk only to whom it belongs", () => {
    const desks = (role: Role) => deskGroups(person(role)).flatMap(({ entries }) => paths(entries));
    expect(desks("buyer")).toEqual([]);
    expect(desks("resolver")).toEqual(["/staff/disputes"]);
    expect(desks("guard")).toContain("/staff/payouts");
    for (const not of ["/staff/people", "/staff/networks", "/staff/audit"]) expect(desks("guard")).not.toContain(not);
    expect(desks("admin")).toEqual(paths(ENTRIES).filter((to) => to.startsWith("/staff/")));
  });

  it("gives the phone four or five places with the one that is more", () => {
    for (const user of [null, person(), person("buyer"), person("seller"), person("buyer", "seller"), person("resolver"), person("guard"), person("admin"), person("admin", "buyer", "seller")]) {
      const places = bar(user);
      expect(places.length, user?.roles.join()).toBeLessThanOrEqual(4);
      expect(new Set(places).size, user?.roles.join()).toBe(places.length);
    }
    expect(bar(person("buyer"))).toEqual(["/", "/orders", "/requests/new", "/notifications"]);
    expect(bar(person("seller"))).toEqual(["/", "/orders", "/sell/new", "/notifications"]);
    expect(bar(person("guard"))).toEqual(["/staff", "/staff/payouts", "/staff/exceptions", "/notifications"]);
    expect(bar(null)).toEqual(["/", "/requests", "/listings", "/login"]);
    expect(mainAction(person("resolver"))).toBeNull();
  });

  it("has every place once, and every group has a name", () => {
    expect(new Set(paths(ENTRIES)).size).toBe(ENTRIES.length);
    for (const { title } of groupsFor(person("admin", "buyer", "seller"), ["market", "mine", "account", "money", "deals", "system"])) expect(title).not.toBe("");
  });

  it("draws a desk's frame only for who has a desk", () => {
    for (const role of ["resolver", "guard", "admin"] as const) expect(isAtDesk(person("buyer", role), "/staff/payouts"), role).toBe(true);
    for (const nobody of [null, person(), person("buyer", "seller")]) expect(isAtDesk(nobody, "/staff")).toBe(false);
    expect(isAtDesk(person("admin"), "/staffing")).toBe(false);
  });

  it("knows where somebody stands", () => {
    expect(isAt({ to: "/orders" }, "/orders/1")).toBe(true);
    expect(isAt({ to: "/orders" }, "/ordersheet")).toBe(false);
    expect(isAt({ to: "/", exact: true }, "/orders")).toBe(false);
  });
});

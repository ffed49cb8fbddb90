// Small things that the desks share.
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { Facts } from "@/components/bits";
import { Icon } from "@/components/Icon";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tStaff } from "@/i18n/staff";
import { hasRole, useUser } from "@/lib/session";
import { formatDay } from "@/lib/time";
import type { Role } from "@/lib/types";
import "./staff.css";

/** A person's name, linked for whoever may open the page about them. */
export function Name({ id, name, roles }: { id: string; name: string; roles?: Role[] }) {
  const isAdmin = hasRole(useUser(), "admin");
  const staff = roles?.filter((role) => role !== "buyer" && role !== "seller") ?? [];
  return (
    <>
      <Link to={isAdmin ? `/staff/people/${id}` : `/people/${id}`}><bdi>{name}</bdi></Link>
      {staff.length > 0 && <Text span size="sm" c="var(--quiet)"> {staff.map((role) => t.roles[role]).join(", ")}</Text>}
    </>
  );
}

interface PersonRecord {
  memberSince: string;
  deals: number;
  completed: number;
  disputed: number;
  paidOut?: number;
}

/** What somebody did here before. */
export function Record({ of }: { of: PersonRecord }) {
  const words = tStaff.common;
  return (
    <Facts
      rows={[
        [words.since, formatDay(of.memberSince)],
        [words.deals, num(of.deals)],
        [words.completed, num(of.completed)],
        [words.disputed, num(of.disputed)],
        of.paidOut !== undefined && [words.paidOut, num(of.paidOut)],
      ]}
    />
  );
}

/** Good or to be looked at, in a sentence. */
export function Verdict({ good, children }: { good: boolean; children: ReactNode }) {
  return (
    <div className={good ? "verdict" : "verdict bad"}>
      <Icon name={good ? "check" : "warning"} size={18} />
      <div>{children}</div>
    </div>
  );
}

/** A filter that stays in the page's address. */
export function useFilter<T extends string>(name: string, known: readonly T[], fallback: T | null): [T | null, (value: T | null) => void] {
  const [params, setParams] = useSearchParams();
  const said = params.get(name);
  const value = said === "all" ? null : (known.find((one) => one === said) ?? fallback);
  const set = (next: T | null) =>
    setParams(
      (old) => {
        const fresh = new URLSearchParams(old);
        if (next === fallback) fresh.delete(name);
        else fresh.set(name, next ?? "all");
        return fresh;
      },
      { replace: true },
    );
  return [value, set];
}

/** Buttons at the end of a form or dialog. */
export function Buttons({ children }: { children: ReactNode }) {
  return <Group justify="flex-end" gap="sm">{children}</Group>;
}

/** The books of an order, for who may read them. */
export function Books({ orderId }: { orderId: string }) {
  return hasRole(useUser(), "admin") && <Link to={`/staff/ledger?owner=order:${orderId}`}>{t.nav.ledger}</Link>;
}

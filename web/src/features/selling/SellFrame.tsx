import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { Page } from "@/components/Page";
import { tSelling } from "@/i18n/selling";
import { hasRole, useUser } from "@/lib/session";
import "./selling.css";

const s = tSelling.sections;
const SECTIONS = [
  ["/sell", s.overview], ["/sell/deliver", s.deliver], ["/my/offers", s.offers], ["/sell/listings", s.listings], ["/sell/sales", s.sales], ["/sell/shop", s.shop], ["/sell/templates", s.templates],
] as const;

interface Props {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the seller's side, with the way to the others. */
export function SellFrame({ children, ...head }: Props) {
  // Who only buys keeps templates of requests, and has no other of these pages.
  const sells = hasRole(useUser(), "seller");
  return (
    <Page {...head}>
      {sells && <nav className="sections" aria-label={tSelling.title}>
        {SECTIONS.map(([to, label]) => <NavLink key={to} to={to} end>{label}</NavLink>)}
      </nav>}
      {children}
    </Page>
  );
}

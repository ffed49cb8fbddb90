// Every page of the web app, who looks at it, and how its address is found in the demo marketplace.

import { agree, eventually, member as signIn, pay } from "./members.mjs";

/** Of everybody in the demo marketplace. */
export const DEMO_PASSWORD = "correct-horse-amanat";

const EMAILS = { buyer: "buyer@demo.amanat", seller: "seller@demo.amanat", resolver: "resolver@demo.amanat", guard: "guard@demo.amanat", admin: "admin@demo.amanat" };
export const emailOf = (who) => EMAILS[who];

/** Signs in over the API; what a person is shown is found with their own rights. */
export const member = (base, email) => signIn(base, email, DEMO_PASSWORD);

/** What the demo hasn't got: an order that was called off when too little had come for it, which is a case for the desk. */
export async function addCase(base) {
  const [buyer, seller, guard] = await Promise.all(["buyer", "seller", "guard"].map((who) => member(base, emailOf(who))));
  const order = await agree(buyer, seller, "Frames for twelve drawings", "120");
  const { id } = await pay(buyer, order, "90000000");
  await eventually("the payment is seen as too small", () => buyer.get(`/api/payment/${id}`), (payment) => payment.status === "underpaid");
  await buyer.post(`/api/orders/${order}/actions`, { action: "cancel" });
  await eventually("a case is open", () => guard.get("/api/admin/exceptions"), ({ items }) => items.length > 0);
}

const first = (path, pick = (item) => item.id) => async (api) => {
  const { items } = await api.get(path);
  const found = items.find((item) => pick(item));
  if (!found) throw new Error(`nothing at ${path}`);
  return pick(found);
};
const order = (state, side) => first(`/api/orders?side=${side}&state=${state}&limit=50`);

/**
 * `path` as in the web app's routes; `who` looks at it; `params` finds what stands for `:id`, and `name` tells pages of one path apart.
 * A path may be looked at by several people, or in several states.
 */
export const PAGES = [
  { path: "/", who: "guest" },
  { path: "/", who: "buyer", name: "home-buyer" },
  { path: "/", who: "seller", name: "home-seller" },
  { path: "/", who: "admin", name: "home-admin" },
  { path: "/login", who: "guest" },
  { path: "/login/done", who: "guest" },
  { path: "/register", who: "guest" },
  { path: "/verify", who: "guest" },
  { path: "/forgot", who: "guest" },
  { path: "/reset", who: "guest" },
  { path: "/magic", who: "guest" },
  { path: "/confirm-email", who: "guest" },
  { path: "/requests", who: "guest" },
  { path: "/requests/new", who: "buyer" },
  { path: "/requests/:id", who: "buyer", params: first("/api/marketplace/requests?mine=true&limit=50", (one) => one.offerCount > 1 && one.status === "open" && one.id) },
  { path: "/requests/:id", who: "seller", name: "request-seller", params: first("/api/marketplace/requests?limit=50") },
  { path: "/requests/:id", who: "guest", name: "request-guest", params: first("/api/marketplace/requests?limit=50"), as: "buyer" },
  { path: "/requests/:id/edit", who: "buyer", params: first("/api/marketplace/requests?mine=true&limit=50", (one) => one.status === "open" && one.id) },
  { path: "/my/requests", who: "buyer" },
  { path: "/my/offers", who: "seller" },
  { path: "/listings", who: "guest" },
  { path: "/listings/:id", who: "guest", params: first("/api/listings?limit=50"), as: "buyer" },
  { path: "/listings/:id", who: "buyer", name: "listing-buyer", params: first("/api/listings?limit=50") },
  { path: "/people/:id", who: "guest", params: first("/api/listings?limit=50", (one) => one.seller.id), as: "buyer" },
  { path: "/search?q=api", who: "buyer" },
  { path: "/orders", who: "buyer" },
  { path: "/orders", who: "seller", name: "orders-seller" },
  { path: "/orders/:id", who: "buyer", name: "order-awaiting", params: order("awaiting_payment", "buyer") },
  { path: "/orders/:id", who: "buyer", name: "order-funded", params: order("funded", "buyer") },
  { path: "/orders/:id", who: "buyer", name: "order-delivered", params: order("delivered", "buyer") },
  { path: "/orders/:id", who: "buyer", name: "order-completed", params: order("completed", "buyer") },
  { path: "/orders/:id", who: "buyer", name: "order-called-off", params: order("cancelled", "buyer") },
  { path: "/orders/:id", who: "seller", name: "order-funded-seller", params: order("funded", "seller") },
  { path: "/orders/:id", who: "buyer", name: "order-disputed", params: order("disputed", "buyer") },
  { path: "/orders/:id", who: "resolver", name: "order-looked-at", params: first("/api/admin/disputes?limit=50") },
  { path: "/orders/:id/pay", who: "buyer", name: "checkout-confirming", params: order("confirming", "buyer") },
  { path: "/orders/:id/pay", who: "buyer", name: "checkout", params: order("awaiting_payment", "buyer") },
  { path: "/orders/:id/receipt", who: "buyer", params: order("completed", "buyer") },
  { path: "/tokens", who: "buyer" },
  { path: "/tokens/:id", who: "buyer", params: first("/api/tokens?limit=50") },
  { path: "/payouts", who: "seller" },
  { path: "/payouts/:id", who: "seller", params: first("/api/payouts?limit=50") },
  { path: "/notifications", who: "buyer" },
  { path: "/account", who: "seller" },
  { path: "/account/security", who: "buyer" },
  { path: "/account/addresses", who: "buyer" },
  { path: "/account/payouts", who: "seller" },
  { path: "/account/keys", who: "seller" },
  { path: "/account/privacy", who: "buyer" },
  { path: "/sell", who: "seller" },
  { path: "/sell/new", who: "seller" },
  { path: "/sell/deliver", who: "seller" },
  { path: "/sell/listings", who: "seller" },
  { path: "/sell/sales", who: "seller" },
  { path: "/sell/shop", who: "seller" },
  { path: "/sell/templates", who: "seller" },
  { path: "/sell/:id/edit", who: "seller", params: first("/api/listings/mine?limit=50") },
  { path: "/shops", who: "guest" },
  { path: "/shops/:id", who: "guest", params: async () => "ortiz-studio", as: "buyer" },
  { path: "/staff", who: "admin" },
  { path: "/staff", who: "guard", name: "staff-guard" },
  { path: "/staff/payouts", who: "guard" },
  { path: "/staff/payouts/:id", who: "guard", params: first("/api/admin/payouts?limit=50") },
  { path: "/staff/exceptions", who: "guard" },
  { path: "/staff/exceptions/:id", who: "guard", params: first("/api/admin/exceptions?limit=50") },
  { path: "/staff/card-strays", who: "guard" },
  { path: "/staff/disputes", who: "resolver" },
  { path: "/staff/disputes/:id", who: "resolver", params: first("/api/admin/disputes?limit=50", (one) => one.orderId ?? one.id) },
  { path: "/staff/disputes/:id", who: "resolver", name: "staff-disputes-ruled", params: first("/api/admin/disputes?status=ruled&limit=50") },
  { path: "/staff/awaiting", who: "admin" },
  { path: "/staff/thresholds", who: "admin" },
  { path: "/staff/networks", who: "admin" },
  { path: "/staff/networks/:chainId", who: "admin", params: first("/api/admin/networks", (one) => one.network.chainId) },
  { path: "/staff/listings", who: "admin" },
  { path: "/staff/categories", who: "admin" },
  { path: "/staff/people", who: "admin" },
  { path: "/staff/people/:id", who: "admin", params: first("/api/admin/users?limit=50") },
  { path: "/staff/audit", who: "admin" },
  { path: "/staff/webhooks", who: "admin" },
  { path: "/staff/webhooks/:id", who: "admin", params: first("/api/admin/webhooks") },
  { path: "/staff/ledger", who: "admin" },
  { path: "/staff/ledger?view=journal", who: "admin", name: "staff-ledger-journal" },
  { path: "/staff/ledger?view=verify", who: "admin", name: "staff-ledger-verify" },
  { path: "/staff/ledger/accounts/:id", who: "admin", params: first("/api/admin/ledger/accounts") },
  { path: "/staff/ledger/transactions/:id", who: "admin", params: first("/api/admin/ledger/transactions") },
  { path: "/staff/jobs", who: "admin" },
  { path: "/staff/sweeps", who: "guard" },
  { path: "/staff/sweeps/:id", who: "guard", params: first("/api/admin/sweeps") },
  { path: "/mailbox", who: "guest" },
  { path: "/nowhere", who: "guest", name: "not-found" },
  { path: "/staff/people", who: "buyer", name: "forbidden" },
];

/** What its picture is called. */
export const nameOf = ({ path, name }) => name ?? (path === "/" ? "landing" : path.replace(/\?.*/, "").slice(1).replace(/\/:\w+/g, "-one").replaceAll("/", "-"));

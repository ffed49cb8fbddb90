// People without a page: what they do over the API, for the part of a journey that is walked elsewhere already.
import { emailOf, letter, PASSWORD } from "./people.mjs";
import { amanat } from "./world.mjs";

/** Signs in over the API. */
export async function member(base, email, password = PASSWORD) {
  const signed = await call(base, "POST", "/api/auth/login", { email, password });
  const token = signed.accessToken;
  if (!token) throw new Error(`${email} can't sign in`);
  return {
    id: signed.user?.id,
    email,
    get: (path) => call(base, "GET", path, undefined, token),
    post: (path, body = {}) => call(base, "POST", path, body, token),
    put: (path, body) => call(base, "PUT", path, body, token),
    /** Proves that it is them, for ten minutes. */
    prove: () => call(base, "POST", "/api/auth/step-up", { password }, token),
  };
}

/** Makes an account as `register` does, without the pages, and gives it staff roles from the machine. */
export async function account(world, name, language, ...roles) {
  const email = emailOf(name);
  await call(world.base, "POST", "/api/auth/register", { email, password: PASSWORD, displayName: name, language, accountType: "both" });
  const link = new URL(await letter(world, email, "/verify"));
  await call(world.base, "POST", "/api/auth/verify-email", { token: new URLSearchParams(link.hash.slice(1)).get("token"), password: PASSWORD });
  for (const role of roles) await amanat(world, "admin", "grant", email, role);
  return member(world.base, email);
}

/** Signs a browser's page in as this person. */
export async function enter(world, page, { email }, password = PASSWORD) {
  const answer = await page.context().request.post(`${world.base}/api/auth/login`, { data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} can't sign in`);
  await page.context().addInitScript(() => localStorage.setItem("amanat.signed-in", "1"));
}

/** Request, offer and acceptance: the id of the order. */
export async function agree(buyer, seller, title, price) {
  const { items } = await buyer.get("/api/marketplace/categories");
  const request = await buyer.post("/api/marketplace/requests", { categoryId: items[0].id, title, description: "As agreed by letter.", currency: "USD" });
  const offer = await seller.post(`/api/marketplace/requests/${request.id}/offers`, { price, deliveryDays: 5, inspectionDays: 3, message: "I can do that." });
  return (await buyer.post(`/api/marketplace/offers/${offer.id}/accept`, { revision: 1 })).orderId;
}

/** Pays an order from the development wallet, in tUSD: what is asked for, or `amount` base units. */
export async function pay(buyer, orderId, amount) {
  const { items } = await buyer.get(`/api/payment/options?orderId=${orderId}`);
  const payment = await buyer.post("/api/payment/checkout", { orderId, assetId: items.find(({ symbol }) => symbol === "tUSD").assetId });
  await buyer.post("/api/dev/pay", { paymentId: payment.id, ...(amount ? { amount } : {}) });
  return payment;
}

/** What `look` answers, once `isSo` of it. */
export async function eventually(what, look, isSo) {
  for (let tries = 0; tries < 300; tries += 1) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await new Promise((wait) => setTimeout(wait, 200));
  }
  throw new Error(`within a minute it did not happen that ${what}`);
}

/** The order once it is in this state. */
export const orderIn = (who, id, state) => eventually(`order ${id} is ${state}`, () => who.get(`/api/orders/${id}`), (order) => order.state === state);

async function call(base, method, path, body, token) {
  const headers = { ...(method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {}), ...(body ? { "content-type": "application/json" } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text).data;
}

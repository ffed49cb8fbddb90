// Lighthouse over the pages that count, against a server that runs already and has demo data: landing, the two lists, a listing, and,
// signed in as the demo's buyer, a checkout and its order. Prints a table; ends with 1 when a score is below the aim.
//
//   node lighthouse.mjs [http://localhost:5001] [--only listing] [--why]
import lighthouse, { desktopConfig } from "lighthouse";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const AIM = 95;
const SETTLE_MS = 3000;
const DEMO = { email: "buyer@demo.amanat", password: process.env.DEMO_PASSWORD ?? "correct-horse-amanat" };
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** What else is printed, with the most that is fine. Interactions can't be measured without a person: blocking time stands for them. */
const METRICS = [["LCP", "largest-contentful-paint", 2500], ["FCP", "first-contentful-paint", 1800], ["TBT", "total-blocking-time", 200], ["CLS", "cumulative-layout-shift", 0.1]];

const args = process.argv.slice(2);
const base = args.find((arg) => arg.startsWith("http")) ?? "http://localhost:5001";
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : null;
const desktop = args.includes("--desktop");

async function ask(path, token, body) {
  const headers = { "content-type": "application/json", origin: base, "sec-fetch-site": "same-origin" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body) headers["idempotency-key"] = crypto.randomUUID();
  const answer = await fetch(base + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  const text = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(text)}`);
  return text.data;
}

/** An order that waits for its payment; made for this run where there is none. */
async function order(listing) {
  const { accessToken } = await ask("/api/auth/login", null, DEMO);
  const waiting = (await ask("/api/orders?state=awaiting_payment", accessToken)).items[0];
  if (waiting) return waiting.id;
  const body = { listingId: listing.id, units: listing.minUnits, unitPrice: listing.pricePerUnit, payFromBalance: null };
  return (await ask("/api/orders", accessToken, body)).order?.id ?? (await ask("/api/orders", accessToken)).items[0].id;
}

async function signIn() {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${base}/login`, { waitUntil: "load" });
  await page.evaluate(async (who) => {
    const answer = await fetch("/api/auth/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(who) });
    if (!answer.ok) throw new Error(await answer.text());
    localStorage.setItem("amanat.signed-in", "1");
  }, DEMO);
  await browser.close();
}

const profile = mkdtempSync(join(tmpdir(), "amanat-lighthouse-"));
// A browser for each page, as Lighthouse's own program has it: one that has shown others before counts what they left as this one's work.
const launch = async () => {
  const started = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    userDataDir: profile,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  // One that has just started is busy with itself.
  await new Promise((wait) => setTimeout(wait, SETTLE_MS));
  return started;
};
let missed = false;
try {
  const [listing] = (await ask("/api/listings")).items;
  const bought = await order(listing);
  const pages = [
    ["landing", "/"],
    ["requests", "/requests"],
    ["browse", "/listings"],
    ["listing", `/listings/${listing.id}`],
    ["checkout", `/orders/${bought}/pay`, true],
    ["order", `/orders/${bought}`, true],
  ];
  console.log(["page".padEnd(10), "perf", "a11y", "best", " seo", ...METRICS.map(([name]) => name.padStart(8))].join("  "));
  let known = false;
  for (const [name, path, own] of pages) {
    if (only && only !== name) continue;
    if (own && !known) await signIn();
    known ||= Boolean(own);
    const browser = await launch();
    const page = await browser.newPage();
    const flags = { onlyCategories: CATEGORIES, disableStorageReset: Boolean(own), logLevel: "error" };
    const { lhr } = await lighthouse(base + path, flags, desktop ? desktopConfig : undefined, page);
    await browser.close();
    const scores = CATEGORIES.map((id) => Math.round((lhr.categories[id].score ?? 0) * 100));
    const values = METRICS.map(([, id]) => lhr.audits[id].numericValue ?? Number.NaN);
    console.log([name.padEnd(10), ...scores.map((score) => String(score).padStart(4)), ...values.map((v) => (v < 10 ? v.toFixed(3) : `${Math.round(v)} ms`).padStart(8))].join("  "));
    const below = scores.some((score) => score < AIM);
    missed ||= below;
    if (args.includes("--why") || below)
      for (const id of CATEGORIES)
        for (const { id: audit, weight } of lhr.categories[id].auditRefs) {
          const { score, title, displayValue, details } = lhr.audits[audit];
          if (weight > 0 && score !== null && score < 0.9) console.log(`    ${id}: ${title} ${displayValue ?? ""}`, JSON.stringify(details?.items?.slice(0, 3).map((item) => item.node?.snippet ?? item.description ?? item.url ?? item.source) ?? "").slice(0, 400));
        }
  }
} finally {
  rmSync(profile, { recursive: true, force: true });
}
process.exit(missed ? 1 : 0);

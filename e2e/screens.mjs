// Every page in both directions, both themes and both sizes, of the demo marketplace: nothing is out of reach for anybody (axe), nothing
// sticks out on a phone, no page complains, and a picture of each is kept in AMANAT_SCREENS for people to look at.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { addCase, DEMO_PASSWORD, emailOf, member, nameOf, PAGES } from "./pages.mjs";
import { startWorld, stopWorld } from "./world.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FOLDER = process.env.AMANAT_SCREENS ?? join(tmpdir(), "amanat-screens");
/** Only pages whose picture's name contains this. */
const ONLY = process.env.AMANAT_ONLY ?? "";
const AT_ONCE = 3;
/** The demo is built with real payments, one after the other. */
const DEMO_PATIENCE_MS = 600_000;

const LOOKS = [
  { language: "en", theme: "light", width: 1440, height: 900 },
  { language: "fa", theme: "dark", width: 390, height: 844 },
  { language: "fa", theme: "light", width: 1440, height: 900 },
  { language: "en", theme: "dark", width: 390, height: 844 },
];

let world;
const pages = [];

before(async () => {
  // Three hundred pages from one address.
  world = await startWorld({ AMANAT_DEMO: "true", RATE_LIMIT_GLOBAL: "1000000", RATE_LIMIT_AUTH: "1000000", RATE_LIMIT_PAYMENT: "1000000", LOG: "info" });
  await demoIsThere();
  await addCase(world.base);
  for (const page of PAGES.filter((page) => nameOf(page).includes(ONLY))) pages.push({ ...page, name: nameOf(page), address: await addressOf(page) });
}, { timeout: DEMO_PATIENCE_MS });
after(() => world && stopWorld(world));

async function demoIsThere() {
  const until = Date.now() + DEMO_PATIENCE_MS;
  while (Date.now() < until) {
    if (readFileSync(world.log, "utf8").includes("demo data: complete")) return;
    await new Promise((wait) => setTimeout(wait, 1000));
  }
  throw new Error("the demo data was not complete in time");
}

/** Pages by who looks at them. */
function groupBy(all) {
  const groups = {};
  for (const page of all) (groups[page.who] ??= []).push(page);
  return groups;
}

const members = new Map();

async function addressOf({ path, who, params, as = who }) {
  if (!params) return path;
  if (!members.has(as)) members.set(as, await member(world.base, emailOf(as)));
  return path.replace(/:\w+/, await params(members.get(as)));
}

/** A browser of this person, signed in. */
async function browserOf(who, { language, theme, width, height }, surprises) {
  const context = await world.browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce", deviceScaleFactor: 1 });
  await context.addCookies([{ name: "lang", value: language, url: world.base }]);
  await context.addInitScript((wanted) => localStorage.setItem("mantine-color-scheme-value", wanted), theme);
  if (who !== "guest") {
    const answer = await context.request.post(`${world.base}/api/auth/login`, { data: { email: emailOf(who), password: DEMO_PASSWORD } });
    assert.ok(answer.ok(), `${who} can't sign in`);
    await context.addInitScript(() => localStorage.setItem("amanat.signed-in", "1"));
  }
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => surprises.push(`${page.url()}: ${error.message}`));
  page.on("console", (line) => /Content Security Policy|Warning:/.test(line.text()) && surprises.push(`${page.url()}: ${line.text()}`));
  page.on("response", (answer) => answer.status() >= 500 && surprises.push(`${page.url()}: ${answer.status()} from ${answer.url()}`));
  return { context, page };
}

/** It has come when nothing on it waits any more, and that for a while: what the server wrote is replaced, and then what was read for strangers. */
async function settled(page) {
  await page.waitForFunction(() => {
    const ready = document.querySelector("h1") && !document.querySelector(".mantine-Skeleton-root, [aria-busy=true], .mantine-Loader-root");
    globalThis.readySince = ready ? (globalThis.readySince ?? Date.now()) : undefined;
    return ready && Date.now() - globalThis.readySince > 500;
  }, undefined, { timeout: 15_000 });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

async function look(page, { name, address }, { language, theme, width }, found) {
  const say = (what) => found.push(`${name} (${language}, ${theme}, ${width}): ${what}`);
  await page.goto(world.base + address, { waitUntil: "domcontentloaded" });
  await settled(page);
  const { dir, lang, title, sticksOut, headings } = await page.evaluate(() => ({
    dir: document.documentElement.dir, lang: document.documentElement.lang, title: document.title, headings: document.querySelectorAll("h1").length,
    sticksOut: document.documentElement.scrollWidth > document.documentElement.clientWidth + 1,
  }));
  if (dir !== (language === "fa" ? "rtl" : "ltr") || lang !== language) say(`it is written ${lang} ${dir}`);
  if (!title || title === "Amanat") say("it has no title of its own");
  if (headings !== 1) say(`it has ${headings} first headings`);
  if (sticksOut) say("it scrolls sideways");
  await page.evaluate(AXE);
  const violations = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }).then((result) => result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`)), RULES);
  for (const violation of violations) say(violation);
  await page.evaluate(() => {
    // Lines that nobody sees aren't drawn, but a picture of the whole page shows them; what sticks to the window would lie over its middle.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { content-visibility: visible !important } nav.bottom { position: static !important }");
    document.adoptedStyleSheets.push(sheet);
  });
  await page.screenshot({ path: join(FOLDER, `${name}.${language}.${theme}.${width}.png`), fullPage: true });
}

for (const wanted of LOOKS)
  test(`every page in ${wanted.language}, ${wanted.theme}, at ${wanted.width}`, { timeout: 900_000 }, async () => {
    mkdirSync(FOLDER, { recursive: true });
    const found = [];
    const queue = Object.entries(groupBy(pages));
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [who, mine] = next;
        const { context, page } = await browserOf(who, wanted, found);
        for (const one of mine) await look(page, one, wanted, found).catch((error) => found.push(`${one.name} (${wanted.language}, ${wanted.theme}, ${wanted.width}): ${error.message.split("\n")[0]}`));
        await context.close();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    assert.deepEqual(found, []);
  });

test("no page was forgotten", () => {
  const routes = readFileSync(resolve(import.meta.dirname, "../web/src/app/routes.tsx"), "utf8");
  const known = new Set(PAGES.map(({ path }) => path.replace(/\?.*/, "").replace(/:\w+/g, ":")));
  const missing = [...routes.matchAll(/(?:page|own|desk)\(\s*"([^"]+)"/g)].map(([, path]) => path.replace(/:\w+/g, ":")).filter((path) => !known.has(path));
  assert.deepEqual(missing, []);
});

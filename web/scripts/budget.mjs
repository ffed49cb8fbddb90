// Fails when what a page loads at first has grown beyond its budget: all scripts that the server names in the page, words included, as
// Brotli. Run after a build; `npm run budget`.
import { readFileSync, statSync } from "node:fs";

const BUDGET = 170_000;
/** The pages that people see first, and those where they pay. */
const PAGES = ["/", "/requests", "/requests/:id", "/listings", "/listings/:id", "/shops/:slug", "/login", "/orders/:id", "/orders/:id/pay"];

const dist = new URL("../dist/", import.meta.url);
const bundle = JSON.parse(readFileSync(new URL("bundle.json", dist), "utf8"));
const size = (file) => statSync(new URL(`${file}.br`, dist)).size;
const total = (files) => files.reduce((sum, file) => sum + size(file), 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);

/** What a page loads in a language: the same as the server names (crates/amanat/src/site/bundle.rs). */
function scripts(page, language) {
  const words = [...bundle.words, ...page.words].map((name) => bundle.packs[language]?.[name] ?? bundle.packs.en[name]);
  return [...new Set([bundle.entry, ...bundle.scripts, ...words, ...page.scripts])];
}

const failures = [];
for (const path of PAGES) {
  const module = bundle.routes.find((route) => route.path === path)?.module;
  if (!module) {
    failures.push(`${path} is no page any more: mend the list in web/scripts/budget.mjs`);
    continue;
  }
  const page = bundle.pages[module];
  const languages = Object.keys(bundle.packs).map((language) => [total(scripts(page, language)), language]);
  const [most, language] = languages.sort(([a], [b]) => b - a)[0];
  const styles = total([...bundle.styles, ...page.styles]);
  console.log(`${path.padEnd(18)}${kb(most)} of scripts in ${String(scripts(page, language).length).padStart(2)} files (${language})${kb(styles)} of styles`);
  if (most > BUDGET) failures.push(`${path} loads ${kb(most).trim()} of scripts, ${kb(BUDGET).trim()} are allowed`);
}
if (process.argv.includes("--files")) {
  const files = [bundle.entry, ...bundle.scripts].map((file) => [size(file), file]).sort(([a], [b]) => b - a);
  for (const [bytes, file] of files.slice(0, 20)) console.log(kb(bytes), file);
}
if (failures.length) {
  console.error(failures.join("\n"));
  process.exit(1);
}

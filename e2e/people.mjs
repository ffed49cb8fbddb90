// Who walks a journey: a page each in the world's browser, an account, and steps that stop at the first that fails.
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { words } from "./words.mjs";

export const PASSWORD = "seven quiet rivers of glass";
/** A payment has to be mined, confirmed, seen and checked. */
export const CHAIN_PATIENCE_MS = 90_000;

const NAMESPACES = ["common", "access", "market", "order", "pay", "money", "goods", "selling", "settings", "staff", "system"];

/** What the pages say in a language: `say.order.actions.confirm`. */
export async function saying(language) {
  return Object.fromEntries(await Promise.all(NAMESPACES.map(async (name) => [name, await words(language, name)])));
}

/** A page of `width` by `height` in a language; what no page should meet is written to `surprises`. */
export async function open(world, surprises, name, width, height, language = "en") {
  const context = await world.browser.newContext({ viewport: { width, height } });
  await context.addCookies([{ name: "lang", value: language, url: world.base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => surprises.push(`${name}: ${error.message}`));
  // What the content policy forbids is told nowhere else.
  page.on("console", (line) => line.text().includes("Content Security Policy") && surprises.push(`${name}: ${line.text()} at ${page.url()}`));
  page.on("response", (answer) => answer.status() >= 500 && surprises.push(`${name}: ${answer.status()} from ${answer.url()}`));
  return page;
}

export const emailOf = (name) => `${name.split(" ")[0].toLowerCase()}@journey.invalid`;

/** Makes an account as people do: the form, the letter, its link, the password again. `wants` is what they come for: `buyer`, `seller` or `both`. */
export async function register(world, page, name, wants, say) {
  const { auth } = say.common;
  await page.goto(`${world.base}/register`);
  await page.getByLabel(auth.name).fill(name);
  await page.getByLabel(auth.email).fill(emailOf(name));
  await page.getByRole("textbox", { name: auth.password }).fill(PASSWORD);
  await page.getByText(auth[wants], { exact: true }).click();
  await page.locator("form").getByRole("button", { name: auth.register }).or(page.locator("form button[type=submit]")).last().click();
  await page.getByText(say.access.register.notThere).waitFor();
  await page.goto(await letter(world, emailOf(name), "/verify"));
  await page.getByRole("textbox", { name: auth.password }).fill(PASSWORD);
  await page.getByRole("button", { name: say.access.register.verify }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** The link to this page in the newest letter to an address; letters go out within moments. */
export async function letter({ base }, to, path) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { data } = await (await fetch(`${base}/api/dev/mailbox?to=${encodeURIComponent(to)}`)).json();
    for (const { id } of data.items) {
      const { data: one } = await (await fetch(`${base}/api/dev/mailbox/${id}`)).json();
      const link = one.text.match(new RegExp(`https?://\\S+${path}#\\S+`));
      if (link) return link[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter to ${to} with a link to ${path}`);
}

/** Answers the dialog that asks whether it is really them. */
export async function prove(page, say, password = PASSWORD) {
  const { proof } = say.access;
  const dialog = page.getByRole("dialog", { name: proof.title });
  await dialog.getByLabel(proof.password).fill(password);
  await dialog.getByRole("button", { name: proof.go }).click();
}

/** Each step needs the one before: the first that fails is the last, and leaves a picture of every page. */
export function steps(t, pages) {
  let broken = false;
  return async (name, act) => {
    if (broken) return;
    broken = true;
    await t.test(name, () => act().catch((error) => showAndFail(pages(), error)).then(() => (broken = false)));
  };
}

async function showAndFail(pages, error) {
  for (const [name, page] of Object.entries(pages)) {
    const path = join(tmpdir(), `amanat-${basename(process.argv[1], ".mjs")}-${name}.png`);
    await page.screenshot({ path, fullPage: true }).then(() => console.error(`what the ${name} saw: ${path}`), () => {});
  }
  throw error;
}

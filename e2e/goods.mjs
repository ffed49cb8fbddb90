// Units in the web app, by a buyer at a desk and a seller on a phone: an API put on sale behind the gateway, bought by card, called,
// the rest given back and spent from the balance; codes bought with crypto. Each side sees the other's part without reloading.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CHAIN_PATIENCE_MS, open, prove, register, saying, steps } from "./people.mjs";
import { closeWords } from "./words.mjs";
import { amanat, startWorld, stopWorld } from "./world.mjs";

/** What opens the service that stands in; its program knows the same. */
const UPSTREAM_KEY = "demo-upstream-key";
const surprises = [];
let world;
/** What the pages say. */
let say;
let buyer;
let seller;
/** The listing whose service is called. */
let listing;

before(async () => {
  world = await startWorld();
  say = await saying("en");
  buyer = await open(world, surprises, "buyer", 1280, 800);
  seller = await open(world, surprises, "seller", 390, 844);
});
after(async () => {
  await closeWords();
  if (world) await stopWorld(world);
});

test("units are put on sale, bought by card, used, given back, rated; codes are bought with crypto", async (t) => {
  const step = steps(t, () => ({ buyer, seller }));
  let access;

  await step("both register, and the buyer keeps their money in the balance", async () => {
    await register(world, buyer, "Bea Buyer", "buyer", say);
    await register(world, seller, "Sol Seller", "seller", say);
    await buyer.goto(`${world.base}/payouts`);
    await buyer.getByRole("switch", { name: say.goods.money.automatic }).click({ force: true });
    await prove(buyer, say, "a wrong password");
    await buyer.getByText("The password is wrong.").waitFor();
    await prove(buyer, say);
    await buyer.getByText(say.common.common.saved).first().waitFor();
  });
  await step("the seller puts an API on sale, after its test call", async () => {
    await seller.goto(`${world.base}/sell/new`);
    await describe("Clock API", "one call", "0.20");
    await seller.getByLabel(say.selling.secret).fill(UPSTREAM_KEY);
    await seller.getByLabel(say.selling.upstream).fill(world.upstream);
    await seller.getByRole("textbox", { name: say.selling.injectName, exact: true }).last().fill("X-Api-Key");
    await seller.getByLabel(say.selling.injectPrefix).fill("");
    await seller.getByRole("switch", { name: say.selling.test }).check({ force: true });
    await seller.getByLabel(say.selling.testPath).fill("/v1/time");
    await seller.getByRole("button", { name: say.selling.saveDraft }).click();
    await seller.waitForURL(/sell\/[0-9a-f-]{36}\/edit$/);
    await seller.getByRole("button", { name: say.selling.testNow }).click();
    await seller.getByText(say.selling.testOk).waitFor();
    await seller.getByRole("button", { name: say.selling.publish }).click();
    await seller.getByText(say.selling.published).waitFor();
    listing = seller.url().split("/").at(-2);
  });
  await step("the buyer finds it, leaves the card page, comes back and pays", async () => {
    await buyer.goto(`${world.base}/listings`);
    await buyer.getByLabel(say.goods.browse.search).fill("clock");
    // What is looked for takes the list's place; a click before that is lost with it.
    await buyer.getByText(say.market.filter.words("clock")).waitFor();
    await buyer.waitForLoadState("networkidle");
    await buyer.getByRole("link", { name: /Clock API/ }).click();
    await buyer.getByRole("textbox", { name: say.goods.buy.units, exact: true }).fill("5");
    await buyer.getByText("1.00 USD").first().waitFor();
    await buyer.getByRole("button", { name: say.goods.buy.submitLater }).click();
    await buyer.getByRole("radio", { name: new RegExp(say.pay.cardHint) }).click();
    await buyer.getByRole("button", { name: say.pay.cardStart }).click();
    await buyer.getByText("Back without paying").click();
    await buyer.getByText(say.pay.cardCancelledText).waitFor();
    await buyer.getByRole("link", { name: say.order.pay }).click();
    await buyer.getByRole("link", { name: say.pay.cardStart }).click();
    await buyer.getByText("Pay by card", { exact: true }).click();
    await buyer.waitForURL(/orders\/[0-9a-f-]{36}\?paid=1$/);
    await buyer.getByText(say.goods.order.leadBuyer).waitFor();
  });
  await step("the access token shows to the buyer, who has proved who they are", async () => {
    await buyer.getByRole("link", { name: new RegExp(say.goods.tokens.used(0, 5)) }).click();
    access = await reveal();
    assert.match(access, /^amt_[0-9a-f]{64}$/);
  });
  await step("both see the use as it happens", async () => {
    for (let call = 0; call < 3; call += 1) {
      const { status, text } = await callService(access);
      assert.equal(status, 200, text);
      assert.ok(!text.includes(UPSTREAM_KEY));
    }
    await buyer.getByText(say.goods.tokens.used(3, 5)).waitFor();
    await buyer.getByText("GET /v1/time").first().waitFor();
    await seller.getByText(say.goods.tokens.used(3, 5)).waitFor();
  });
  await step("what is not used comes back, and the token ends", async () => {
    await buyer.getByRole("button", { name: say.goods.tokens.refund }).click();
    await buyer.getByRole("dialog").getByText("0.40 USD").waitFor();
    await buyer.getByRole("button", { name: say.goods.tokens.refundDo }).click();
    await buyer.getByText(say.goods.tokens.refundedText("0.40 USD", "0.60 USD")).waitFor();
    await buyer.getByText(say.goods.tokens.ended.refunded_unused).waitFor();
    assert.equal((await callService(access)).status, 403);
  });
  await step("each rates the other, blind until both have", async () => {
    await buyer.getByRole("link", { name: say.pay.toOrder }).click();
    await buyer.getByText(say.goods.order.doneBuyer).waitFor();
    await rate(buyer, 4, "Counts honestly.");
    await seller.goto(buyer.url());
    await seller.getByText(say.goods.rating.ask("Bea Buyer")).waitFor();
    assert.equal(await seller.getByText("Counts honestly.").count(), 0, "a rating is shown before the other side has rated");
    await rate(seller, 5, "Paid at once.");
    await seller.getByText("Counts honestly.").waitFor();
    await buyer.goto(`${world.base}/listings/${listing}`);
    await buyer.getByText("Counts honestly.").waitFor();
  });
  await step("a token bought with crypto is ended, and what is not used comes back to the balance", async () => {
    await buyer.getByRole("textbox", { name: say.goods.buy.units, exact: true }).fill("3");
    await buyWithCrypto();
    await buyer.getByRole("link", { name: new RegExp(say.goods.tokens.used(0, 3)) }).click();
    await buyer.getByRole("button", { name: say.goods.tokens.revoke }).click();
    await buyer.getByRole("dialog").getByText(say.goods.tokens.revokeMetered).waitFor();
    await buyer.getByRole("dialog").getByRole("button", { name: say.goods.tokens.revoke }).click();
    await buyer.getByText(say.goods.tokens.ended.buyer).waitFor();
  });
  await step("the balance buys two more, and the last unit is the last", async () => {
    await buyer.goto(`${world.base}/listings/${listing}`);
    await buyer.getByRole("textbox", { name: say.goods.buy.units, exact: true }).fill("2");
    await buyer.getByText(say.goods.buy.fromBalance("tUSD", "")).waitFor();
    await buyer.getByRole("button", { name: say.goods.buy.submitBalance }).click();
    await buyer.waitForURL(/tokens\/[0-9a-f-]{36}$/);
    access = await reveal();
    assert.deepEqual([(await callService(access)).status, (await callService(access)).status], [200, 200]);
    await buyer.getByText(say.goods.tokens.states.spent).waitFor();
    assert.equal((await callService(access)).status, 402);
  });
  await step("codes are refused by line, added, and bought with crypto", async () => {
    await seller.goto(`${world.base}/sell/new`);
    await seller.getByRole("radio", { name: say.goods.kinds.code_pool, exact: true }).check();
    await describe("Map licence", "one licence", "4.90");
    await seller.getByRole("button", { name: say.selling.saveDraft }).click();
    await seller.getByLabel(say.selling.codesField).fill("MAP-1\n\nMAP-2\nMAP-1");
    await seller.getByRole("button", { name: say.selling.codesAdd(3) }).click();
    await seller.getByText("Line 4: is the same code as line 1").waitFor();
    await seller.getByLabel(say.selling.codesField).fill("MAP-1\nMAP-2");
    await seller.getByRole("button", { name: say.selling.codesAdd(2) }).click();
    await seller.getByText(say.goods.browse.left(2)).first().waitFor();
    await seller.getByRole("button", { name: say.selling.publish }).click();
    await seller.getByText(say.selling.published).waitFor();

    await buyer.goto(`${world.base}/listings?kind=code_pool`);
    await buyer.getByRole("main").getByRole("link", { name: /Map licence/ }).click();
    await buyWithCrypto();
    await buyer.getByRole("main").getByRole("link", { name: /Map licence/ }).click();
    assert.equal(await reveal(), "MAP-1");
  });
  await step("the doctor finds nothing, and no page complained", async () => {
    assert.equal(await amanat(world, "doctor"), "the platform is well");
    assert.deepEqual(surprises, []);
  });
});

/** Fills in what every listing has. */
async function describe(name, unit, price) {
  await seller.getByRole("textbox", { name: say.selling.name, exact: true }).first().fill(name);
  await seller.getByLabel(say.selling.description).fill("Made for a journey.");
  await seller.getByRole("textbox", { name: say.selling.unitDescription }).fill(unit);
  await seller.getByLabel(say.selling.price).fill(price);
}

/** From the page of a listing, with the units chosen, to the buyer's tokens. */
async function buyWithCrypto() {
  await buyer.getByRole("radio", { name: say.goods.buy.later }).check();
  await buyer.getByRole("button", { name: say.goods.buy.submitLater }).click();
  await buyer.getByRole("radio", { name: /tUSD/ }).click();
  await buyer.getByRole("button", { name: say.pay.start }).click();
  await buyer.getByRole("button", { name: say.pay.dev }).click();
  await buyer.getByText(say.pay.fundedUnits).waitFor({ timeout: CHAIN_PATIENCE_MS });
  await buyer.getByRole("main").getByRole("link", { name: say.pay.fundedTokens }).click();
}

/** The secret of the token whose page the buyer is on. */
async function reveal() {
  await buyer.getByRole("button", { name: say.goods.tokens.reveal }).click();
  await buyer.getByRole("button", { name: say.goods.tokens.revealDo }).click();
  await buyer.getByText(say.goods.tokens.hide).waitFor();
  return (await buyer.locator("pre").first().innerText()).trim();
}

async function callService(token) {
  const answer = await fetch(`${world.base}/gateway/${listing}/v1/time`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, text: await answer.text() };
}

async function rate(page, stars, words) {
  await page.getByLabel(say.goods.rating.comment).fill(words);
  await page.locator(`input[aria-label="${say.goods.stars.one(stars)}"]`).press(" ");
  await page.getByRole("button", { name: say.goods.rating.send, exact: true }).click();
  await page.getByText(say.goods.rating.yours).waitFor();
}

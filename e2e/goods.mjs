// Units in the web app, by a buyer at a desk and a seller on a phone: an API put on sale behind the gateway, bought by card, called,
// the rest given back and spent from the balance; codes bought with crypto. Each side sees the other's part without reloading.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CHAIN_PATIENCE_MS, open, prove, register, steps } from "./people.mjs";
import { amanat, startWorld, stopWorld } from "./world.mjs";

/** What opens the service that stands in; its program knows the same. */
const UPSTREAM_KEY = "demo-upstream-key";
const surprises = [];
let world;
let buyer;
let seller;
/** The listing whose service is called. */
let listing;

before(async () => {
  world = await startWorld();
  buyer = await open(world, surprises, "buyer", 1280, 800);
  seller = await open(world, surprises, "seller", 390, 844);
});
after(() => world && stopWorld(world));

test("units are put on sale, bought by card, used, given back, rated; codes are bought with crypto", async (t) => {
  const step = steps(t, () => ({ buyer, seller }));
  let access;

  await step("both register, and the buyer keeps their money in the balance", async () => {
    await register(world, buyer, "Bea Buyer", "buy");
    await register(world, seller, "Sol Seller", "sell");
    await buyer.goto(`${world.base}/payouts`);
    await buyer.getByRole("switch", { name: "Pay out at once" }).click({ force: true });
    await prove(buyer, "a wrong password");
    await buyer.getByText("The password is wrong.").waitFor();
    await prove(buyer);
    await buyer.getByText("Saved").first().waitFor();
  });
  await step("the seller puts an API on sale, after its test call", async () => {
    await seller.goto(`${world.base}/sell/new`);
    await describe("Clock API", "one call", "0.20");
    await seller.getByLabel("Key or credential").fill(UPSTREAM_KEY);
    await seller.getByLabel("Address of your service").fill(world.upstream);
    await seller.getByRole("textbox", { name: "Name" }).nth(1).fill("X-Api-Key");
    await seller.getByLabel("Written before the key").fill("");
    await seller.getByRole("switch", { name: /test call/ }).check({ force: true });
    await seller.getByLabel("Path").fill("/v1/time");
    await seller.getByRole("button", { name: "Save the draft" }).click();
    await seller.waitForURL(/sell\/[0-9a-f-]{36}\/edit$/);
    await seller.getByRole("button", { name: "Test now" }).click();
    await seller.getByText("The test call passed").waitFor();
    await seller.getByRole("button", { name: "Put on sale" }).click();
    await seller.getByText("It is on sale.").waitFor();
    listing = seller.url().split("/").at(-2);
  });
  await step("the buyer finds it, leaves the card page, comes back and pays", async () => {
    await buyer.goto(`${world.base}/listings`);
    await buyer.getByLabel("Search goods").fill("clock");
    await buyer.getByRole("link", { name: /Clock API/ }).click();
    await buyer.getByLabel("Units").fill("5");
    await buyer.getByText("1.00 USD").first().waitFor();
    await buyer.getByRole("button", { name: "Buy and go to payment" }).click();
    await buyer.getByRole("radio", { name: /Card/ }).click();
    await buyer.getByRole("button", { name: "Go to the card page" }).click();
    await buyer.getByText("Back without paying").click();
    await buyer.getByText("You left the card page without paying").waitFor();
    await buyer.getByRole("link", { name: "Pay now" }).click();
    await buyer.getByRole("link", { name: "Go to the card page" }).click();
    await buyer.getByText("Pay by card", { exact: true }).click();
    await buyer.waitForURL(/orders\/[0-9a-f-]{36}\?paid=1$/);
    await buyer.getByText("You pay only for what you use").waitFor();
  });
  await step("the access token shows to the buyer, who has proved who they are", async () => {
    await buyer.getByRole("link", { name: /0 of 5 units used/ }).click();
    access = await reveal();
    assert.match(access, /^amt_[0-9a-f]{64}$/);
  });
  await step("both see the use as it happens", async () => {
    for (let call = 0; call < 3; call += 1) {
      const { status, text } = await callService(access);
      assert.equal(status, 200, text);
      assert.ok(!text.includes(UPSTREAM_KEY));
    }
    await buyer.getByText("3 of 5 units used").waitFor();
    await buyer.getByText("GET /v1/time").first().waitFor();
    await seller.getByText("3 of 5 units used").waitFor();
  });
  await step("what is not used comes back, and the token ends", async () => {
    await buyer.getByRole("button", { name: "Refund unused units" }).click();
    await buyer.getByRole("dialog").getByText("0.40 USD").waitFor();
    await buyer.getByRole("button", { name: "Refund and end" }).click();
    await buyer.getByText("0.40 USD is yours again").waitFor();
    await buyer.getByText("You asked for the unused units back.").waitFor();
    assert.equal((await callService(access)).status, 403);
  });
  await step("each rates the other, blind until both have", async () => {
    await buyer.getByRole("link", { name: "Go to the order" }).click();
    await buyer.getByText("What you used is paid for").waitFor();
    await rate(buyer, 4, "Counts honestly.");
    await seller.goto(buyer.url());
    await seller.getByText("How was Bea Buyer?").waitFor();
    assert.equal(await seller.getByText("Counts honestly.").count(), 0, "a rating is shown before the other side has rated");
    await rate(seller, 5, "Paid at once.");
    await seller.getByText("Counts honestly.").waitFor();
    await buyer.goto(`${world.base}/listings/${listing}`);
    await buyer.getByText("Counts honestly.").waitFor();
  });
  await step("a token bought with crypto is ended, and what is not used comes back to the balance", async () => {
    await buyer.getByLabel("Units").fill("3");
    await buyWithCrypto();
    await buyer.getByRole("link", { name: /0 of 3 units used/ }).click();
    await buyer.getByRole("button", { name: "End the token" }).click();
    await buyer.getByRole("dialog").getByText("What you have not used comes back to you.").waitFor();
    await buyer.getByRole("dialog").getByRole("button", { name: "End the token" }).click();
    await buyer.getByText("You ended it.").waitFor();
  });
  await step("the balance buys two more, and the last unit is the last", async () => {
    await buyer.goto(`${world.base}/listings/${listing}`);
    await buyer.getByLabel("Units").fill("2");
    await buyer.getByText("From my balance: tUSD").waitFor();
    await buyer.getByRole("button", { name: "Buy and pay from my balance" }).click();
    await buyer.waitForURL(/tokens\/[0-9a-f-]{36}$/);
    access = await reveal();
    assert.deepEqual([(await callService(access)).status, (await callService(access)).status], [200, 200]);
    await buyer.getByText("Used up").waitFor();
    assert.equal((await callService(access)).status, 402);
  });
  await step("codes are refused by line, added, and bought with crypto", async () => {
    await seller.goto(`${world.base}/sell/new`);
    await seller.getByRole("radio", { name: "Codes" }).check();
    await describe("Map licence", "one licence", "4.90");
    await seller.getByRole("button", { name: "Save the draft" }).click();
    await seller.getByLabel("Codes to add").fill("MAP-1\n\nMAP-2\nMAP-1");
    await seller.getByRole("button", { name: "Add 3 codes" }).click();
    await seller.getByText("Line 4: is the same code as line 1").waitFor();
    await seller.getByLabel("Codes to add").fill("MAP-1\nMAP-2");
    await seller.getByRole("button", { name: "Add 2 codes" }).click();
    await seller.getByText("2 left").first().waitFor();
    await seller.getByRole("button", { name: "Put on sale" }).click();
    await seller.getByText("It is on sale.").waitFor();

    await buyer.goto(`${world.base}/listings?kind=code_pool`);
    await buyer.getByRole("link", { name: /Map licence/ }).click();
    await buyWithCrypto();
    await buyer.getByRole("link", { name: /Map licence/ }).click();
    assert.equal(await reveal(), "MAP-1");
  });
  await step("the doctor finds nothing, and no page complained", async () => {
    assert.equal(await amanat(world, "doctor"), "the platform is well");
    assert.deepEqual(surprises, []);
  });
});

/** Fills in what every listing has. */
async function describe(name, unit, price) {
  await seller.getByRole("textbox", { name: "Name" }).first().fill(name);
  await seller.getByLabel("Description").fill("Made for a journey.");
  await seller.getByRole("textbox", { name: "One unit is" }).fill(unit);
  await seller.getByLabel("Price per unit").fill(price);
}

/** From the page of a listing, with the units chosen, to the buyer's tokens. */
async function buyWithCrypto() {
  await buyer.getByRole("radio", { name: /By card or crypto/ }).check();
  await buyer.getByRole("button", { name: "Buy and go to payment" }).click();
  await buyer.getByRole("radio", { name: /tUSD/ }).click();
  await buyer.getByRole("button", { name: "Show payment details" }).click();
  await buyer.getByRole("button", { name: "Pay from the development wallet" }).click();
  await buyer.getByText("What you bought is being handed over").waitFor({ timeout: CHAIN_PATIENCE_MS });
  await buyer.getByRole("status").getByRole("link", { name: "My tokens" }).click();
}

/** The secret of the token whose page the buyer is on. */
async function reveal() {
  await buyer.getByRole("button", { name: "Show the secret" }).click();
  await buyer.getByRole("button", { name: "Show it" }).click();
  await buyer.getByText("Hidden again in").waitFor();
  return (await buyer.locator("pre").first().innerText()).trim();
}

async function callService(token) {
  const answer = await fetch(`${world.base}/gateway/${listing}/v1/time`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, text: await answer.text() };
}

async function rate(page, stars, words) {
  await page.getByLabel("In words (optional)").fill(words);
  await page.locator(`input[aria-label="${stars} of 5 stars"]`).press(" ");
  await page.getByRole("button", { name: "Rate", exact: true }).click();
  await page.getByText("You said").waitFor();
}

// The whole journey in the web app, by a buyer at a desk and a seller on a phone, on a real chain: from two registrations to the money
// on the seller's own address. Each side sees what the other did without reloading.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PAPERS, print, says } from "./paper.mjs";
import { CHAIN_PATIENCE_MS, open, prove, register, steps } from "./people.mjs";
import { amanat, balanceOf, startWorld, stopWorld } from "./world.mjs";

const SELLER_ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const surprises = [];
let world;
let buyer;
let seller;

before(async () => {
  world = await startWorld();
  buyer = await open(world, surprises, "buyer", 1280, 800);
  seller = await open(world, surprises, "seller", 390, 844);
});
after(() => world && stopWorld(world));

test("request, offer, order, escrow, delivery, release to the seller's address", async (t) => {
  const step = steps(t, () => ({ buyer, seller }));
  let request;
  let order;

  await step("both register", async () => {
    await register(world, buyer, "Bea Buyer", "buy");
    await register(world, seller, "Sol Seller", "sell");
  });
  await step("the seller says where money goes", async () => {
    await seller.goto(`${world.base}/account/payouts`);
    await seller.getByRole("button", { name: "Change" }).click();
    await seller.getByLabel("Address (0x…)").fill(SELLER_ADDRESS);
    await seller.getByLabel("Address (0x…)").press("Enter");
    await prove(seller);
    await seller.getByText("Saved").first().waitFor();
  });
  await step("the buyer posts a request", async () => {
    await buyer.goto(`${world.base}/requests/new`);
    await buyer.getByRole("combobox", { name: "Category" }).or(buyer.getByRole("textbox", { name: "Category" })).first().click();
    await buyer.getByRole("option", { name: "Electronics" }).click();
    await buyer.getByLabel("What do you need?").fill("A refurbished ThinkPad X1");
    await buyer.getByRole("textbox", { name: "Details" }).fill("32 GB of memory, shipped to Berlin.");
    await buyer.getByLabel("Budget up to").fill("1250.50");
    await buyer.getByRole("button", { name: "Post the request" }).click();
    await buyer.waitForURL(/requests\/[0-9a-f-]{36}$/);
    await buyer.getByText("No offers yet").waitFor();
    request = buyer.url();
  });
  await step("the seller offers, and the buyer sees it at once", async () => {
    await seller.goto(request);
    await seller.getByLabel("Price").fill("935.25");
    await seller.getByLabel("Message").fill("Charger included.");
    await seller.getByRole("button", { name: "Send" }).click();
    await buyer.getByText("935.25 USD").first().waitFor();
  });
  await step("the buyer accepts, and the terms become an order", async () => {
    await buyer.getByRole("button", { name: "Accept" }).click();
    await buyer.getByText("The seller gets").waitFor();
    await buyer.getByRole("button", { name: "Accept and create the order" }).click();
    await buyer.waitForURL(/orders\/[0-9a-f-]{36}$/);
    order = buyer.url();
    await seller.goto(order);
    await seller.getByText("Don't deliver yet").first().waitFor();
  });
  await step("the buyer pays, and both see the money in escrow", async () => {
    await buyer.getByRole("link", { name: "Pay now" }).click();
    await buyer.getByRole("radio", { name: /tUSD/ }).click();
    await buyer.getByRole("button", { name: "Show payment details" }).click();
    await buyer.getByRole("img", { name: /^QR code/ }).waitFor();
    await buyer.getByRole("button", { name: "Pay from the development wallet" }).click();
    await buyer.getByText("The seller has been told and can deliver.").waitFor({ timeout: CHAIN_PATIENCE_MS });
    await seller.getByText("The money is in escrow. Deliver now.").waitFor();
  });
  await step("the seller delivers", async () => {
    await seller.getByRole("button", { name: "Deliver" }).click();
    const dialog = seller.getByRole("dialog");
    await dialog.getByLabel("What you deliver").fill("Sent with DHL, insured.");
    await dialog.getByRole("button", { name: "Deliver" }).click();
    await seller.getByText("The buyer is checking").waitFor();
  });
  await step("the buyer confirms", async () => {
    await buyer.goto(order);
    await buyer.getByText("Sent with DHL, insured.").first().waitFor();
    await buyer.getByRole("button", { name: "Confirm and release" }).click();
    await buyer.getByRole("dialog").getByRole("button", { name: "Confirm and release" }).click();
    await buyer.getByText("The money was released to the seller.").waitFor();
  });
  await step("the seller sees the payout, and the chain agrees", async () => {
    await seller.getByText("The money was released to you.").waitFor();
    await seller.getByText("Paid out").waitFor({ timeout: CHAIN_PATIENCE_MS });
    const { items } = (await (await fetch(`${world.base}/api/payment/networks`)).json()).data;
    const { contract } = items.flatMap((network) => network.assets).find((asset) => asset.symbol === "tUSD");
    const held = await balanceOf(world, contract, SELLER_ADDRESS);
    const shown = await seller.locator("section").filter({ has: seller.getByRole("heading", { name: "Payouts" }) }).innerText();
    assert.ok(held > 0n, "the chain holds nothing for the seller");
    const said = (Number(held) / 1e6).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
    assert.ok(shown.includes(said), `the page says ${JSON.stringify(shown)}, the chain ${said}`);
  });
  await step("the receipt is the same on both papers, in English and in Persian", async () => {
    const facts = [new URL(order).pathname.split("/").at(-1), "tUSD", "Bea Buyer", "Sol Seller"];
    for (const [language, title] of [["en", "Receipt"], ["fa", "رسید"]]) {
      await buyer.context().addCookies([{ name: "lang", value: language, url: world.base }]);
      await buyer.goto(`${order}/receipt`);
      await buyer.locator(".receipt tbody tr").nth(1).waitFor();
      for (const paper of PAPERS) {
        const { text, sheets } = await print(buyer, paper);
        for (const fact of [title, ...facts]) assert.ok(says(text, fact), `${language}, ${paper.format}: ${fact} is missing in ${text}`);
        assert.match(text, /0x[0-9a-f]{64}/);
        for (const { width, height } of sheets) assert.ok(Math.abs(width - paper.width) < 3 && Math.abs(height - paper.height) < 3, `${width} × ${height}`);
      }
    }
    await buyer.context().addCookies([{ name: "lang", value: "en", url: world.base }]);
  });
  await step("the contract can be read", async () => {
    await buyer.goto(`${world.base}/docs/`);
    await buyer.getByText("accept_offer").or(buyer.getByText("/api/user/me")).first().waitFor();
  });
  await step("the doctor finds nothing, and no page complained", async () => {
    assert.equal(await amanat(world, "doctor"), "the platform is well");
    assert.deepEqual(surprises, []);
  });
});

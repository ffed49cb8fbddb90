// The whole journey in the web app, on a real chain: from two registrations to the money on the seller's own address. Each side sees what
// the other did without reloading. Once in English, by a buyer at a desk and a seller on a phone; once in Persian, the other way round.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PAPERS, print, says } from "./paper.mjs";
import { CHAIN_PATIENCE_MS, open, prove, register, saying, steps } from "./people.mjs";
import { closeWords } from "./words.mjs";
import { amanat, balanceOf, startWorld, stopWorld } from "./world.mjs";

const DESK = [1280, 800];
const PHONE = [390, 844];
const surprises = [];
let world;

before(async () => {
  world = await startWorld();
});
after(async () => {
  await closeWords();
  if (world) await stopWorld(world);
});

const JOURNEYS = [
  { language: "en", buyerAt: DESK, sellerAt: PHONE, names: ["Bea Buyer", "Sol Seller"], address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", typed: ["1250.50", "935.25"], shown: "935.25 USD" },
  { language: "fa", buyerAt: PHONE, sellerAt: DESK, names: ["Bahar خریدار", "Siavash فروشنده"], address: "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", typed: ["۱۲۵۰٫۵۰", "۹۳۵٫۲۵"], shown: "۹۳۵٫۲۵ USD" },
];

for (const { language, buyerAt, sellerAt, names, address, typed, shown } of JOURNEYS)
  test(`request, offer, order, escrow, delivery, release to the seller's address, in ${language}`, async (t) => {
    const say = await saying(language);
    const buyer = await open(world, surprises, "buyer", ...buyerAt, language);
    const seller = await open(world, surprises, "seller", ...sellerAt, language);
    const step = steps(t, () => ({ buyer, seller }));
    let request;
    let order;

    await step("both register", async () => {
      await register(world, buyer, names[0], "buyer", say);
      await register(world, seller, names[1], "seller", say);
      assert.equal(await buyer.evaluate(() => document.documentElement.dir), language === "fa" ? "rtl" : "ltr");
    });
    await step("the seller says where money goes", async () => {
      const { payouts } = say.selling;
      await seller.goto(`${world.base}/account/payouts`);
      await seller.getByRole("button", { name: payouts.add }).first().click();
      await seller.getByLabel(payouts.field).fill(address);
      await seller.getByLabel(payouts.own).check();
      await seller.getByRole("button", { name: payouts.save }).click();
      await prove(seller, say);
      await seller.getByText(payouts.saved).first().waitFor();
    });
    await step("the buyer posts a request, step by step", async () => {
      const { wizard, categories } = say.market;
      const next = () => buyer.getByRole("button", { name: wizard.next, exact: true }).click();
      await buyer.goto(`${world.base}/requests/new`);
      await buyer.getByRole("radio", { name: categories.electronics, exact: true }).check();
      await next();
      await buyer.getByLabel(wizard.name).fill("A refurbished ThinkPad X1");
      await buyer.getByRole("textbox", { name: wizard.description }).fill("32 GB of memory, shipped to Berlin.");
      await next();
      await buyer.getByLabel(wizard.budgetMax).fill(typed[0]);
      await next();
      await next();
      await next();
      await buyer.getByRole("button", { name: wizard.post }).click();
      await buyer.waitForURL(/requests\/[0-9a-f-]{36}$/);
      await buyer.getByText(say.market.offer.none).waitFor();
      request = buyer.url();
    });
    await step("the seller offers, and the buyer sees it at once", async () => {
      await seller.goto(request);
      const make = seller.getByRole("button", { name: say.market.offer.make });
      await make.or(seller.getByLabel(say.market.offer.price)).first().waitFor();
      if (await make.isVisible()) await make.click();
      await seller.getByLabel(say.market.offer.price).fill(typed[1]);
      await seller.getByLabel(say.market.offer.note).fill("Charger included.");
      await seller.getByRole("button", { name: say.common.common.send }).click();
      await buyer.getByText(shown).first().waitFor();
    });
    await step("the buyer accepts, and the terms become an order", async () => {
      const { accept, offer } = say.market;
      await buyer.getByRole("button", { name: offer.accept }).first().click();
      await buyer.getByText(accept.youPay).waitFor();
      await buyer.getByRole("button", { name: accept.confirm }).click();
      await buyer.waitForURL(/orders\/[0-9a-f-]{36}\/pay$/);
      order = buyer.url().replace(/\/pay$/, "");
      await seller.goto(order);
      await seller.getByText(say.order.lead.awaiting_payment.seller).first().waitFor();
    });
    await step("the buyer pays, and both see the money in escrow", async () => {
      await buyer.getByRole("radio", { name: /tUSD/ }).click();
      await buyer.getByRole("button", { name: say.pay.start }).click();
      await buyer.getByRole("button", { name: say.pay.dev }).click();
      await buyer.getByText(say.pay.fundedText).waitFor({ timeout: CHAIN_PATIENCE_MS });
      await seller.getByText(say.order.lead.funded.seller).first().waitFor();
    });
    await step("the seller delivers", async () => {
      const { actions } = say.order;
      await seller.getByRole("button", { name: actions.deliver, exact: true }).click();
      const dialog = seller.getByRole("dialog");
      await dialog.getByLabel(say.order.deliverNote).fill("Sent with DHL, insured.");
      await dialog.getByRole("button", { name: actions.deliver, exact: true }).click();
      await seller.getByText(say.order.lead.delivered.seller).first().waitFor();
    });
    await step("the buyer confirms", async () => {
      const { actions } = say.order;
      await buyer.goto(order);
      await buyer.getByText("Sent with DHL, insured.").first().waitFor();
      await buyer.getByRole("button", { name: actions.confirm, exact: true }).click();
      await buyer.getByRole("dialog").getByRole("button", { name: actions.confirm, exact: true }).click();
      await buyer.getByText(say.order.lead.completed.buyer).first().waitFor();
    });
    await step("the seller sees the payout, and the chain agrees", async () => {
      await seller.getByText(say.order.lead.completed.seller).first().waitFor();
      await seller.getByText(say.money.states.confirmed).first().waitFor({ timeout: CHAIN_PATIENCE_MS });
      const { items } = (await (await fetch(`${world.base}/api/payment/networks`)).json()).data;
      const { contract } = items.flatMap((network) => network.assets).find((asset) => asset.symbol === "tUSD");
      const held = await balanceOf(world, contract, address);
      const written = await seller.locator("section").filter({ has: seller.getByRole("heading", { name: say.order.payouts }) }).innerText();
      assert.ok(held > 0n, "the chain holds nothing for the seller");
      const said = (Number(held) / 1e6).toLocaleString(language === "fa" ? "fa-IR" : "en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
      assert.ok(written.includes(said), `the page says ${JSON.stringify(written)}, the chain ${said}`);
    });
    await step("the receipt prints on both papers", async () => {
      await buyer.goto(`${order}/receipt`);
      await buyer.locator(".receipt tbody tr").nth(1).waitFor();
      for (const paper of PAPERS) {
        const { text, sheets } = await print(buyer, paper);
        for (const fact of [say.order.receipt.title, new URL(order).pathname.split("/").at(-1), "tUSD", names[0].split(" ")[0], names[1].split(" ")[0]])
          assert.ok(says(text, fact), `${paper.format}: ${fact} is missing in ${text}`);
        assert.match(text, /0x[0-9a-f]{64}/);
        for (const { width, height } of sheets) assert.ok(Math.abs(width - paper.width) < 3 && Math.abs(height - paper.height) < 3, `${width} × ${height}`);
      }
    });
    await step("no page complained", async () => {
      assert.deepEqual(surprises, []);
      await buyer.context().close();
      await seller.context().close();
    });
  });

test("the contract can be read, and the doctor finds nothing", async () => {
  const page = await open(world, surprises, "reader", ...DESK);
  await page.goto(`${world.base}/docs/`);
  await page.getByText("accept_offer").or(page.getByText("/api/user/me")).first().waitFor();
  assert.equal(await amanat(world, "doctor"), "the platform is well");
});

// Those who decide, in the web app, on a real chain: a guard lets a large payout go, two settle an irregular payment, a resolver divides
// the money of a dispute, an administrator looks after the machine. Once in English at desks, once in Persian on phones.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account, agree, enter, eventually, orderIn, pay } from "./members.mjs";
import { CHAIN_PATIENCE_MS, open, prove, saying, steps } from "./people.mjs";
import { closeWords } from "./words.mjs";
import { amanat, startWorld, stopWorld } from "./world.mjs";

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
  { language: "en", at: DESK, names: ["Bo Buyer", "Sue Seller", "Gus Guard", "Ana Admin", "Rae Resolver"], addresses: ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"], share: "100.5", limit: ["1200", "1,200"], gets: ["199.5 tUSD", "100.5 tUSD"] },
  { language: "fa", at: PHONE, names: ["Babak خریدار", "Sara فروشنده", "Negar نگهبان", "Mina مدیر", "Dara داور"], addresses: ["0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"], share: "۱۰۰٫۵", limit: ["۱۳۰۰", "۱٬۳۰۰"], gets: ["۱۹۹٫۵ tUSD", "۱۰۰٫۵ tUSD"] },
];

for (const { language, at, names, addresses, share, limit, gets } of JOURNEYS)
  test(`a guard, a resolver and an administrator at work, in ${language}`, async (t) => {
    const say = await saying(language);
    const people = {};
    const pages = {};
    const step = steps(t, () => pages);
    /** Orders by what they are for; both journeys are walked on one platform. */
    const deals = {};
    let payout;

    await step("five people come together, and three deals are made", async () => {
      const roles = { guard: "guard", admin: "admin", resolver: "resolver" };
      for (const [i, who] of ["buyer", "seller", "guard", "admin", "resolver"].entries()) {
        people[who] = await account(world, names[i], language, ...(roles[who] ? [roles[who]] : []));
        pages[who] = await open(world, surprises, who, ...at, language);
        await enter(world, pages[who], people[who]);
      }
      for (const [i, who] of [people.buyer, people.seller].entries()) {
        await who.prove();
        await who.put("/api/user/payout-addresses/31337", { address: addresses[i] });
      }
      for (const [name, title, price] of [["large", "A large machine", "1500"], ["short", "A short payment", "200"], ["split", "A split ruling", "300"]])
        deals[name] = await agree(people.buyer, people.seller, `${title}, ${language}`, price);
    });
    await step("what is released above the threshold waits for a guard", async () => {
      await pay(people.buyer, deals.large);
      await orderIn(people.buyer, deals.large, "funded");
      await people.seller.post(`/api/orders/${deals.large}/actions`, { action: "deliver", note: "It stands in your hall." });
      await people.buyer.post(`/api/orders/${deals.large}/actions`, { action: "confirm" });
      const mine = await eventually("the payout is there", () => people.seller.get("/api/payouts"), ({ items }) => items[0]?.state === "pending_approval");
      payout = mine.items[0].id;
      await pages.seller.goto(`${world.base}/orders/${deals.large}`);
      await pages.seller.getByText(say.money.states.pending_approval).first().waitFor();
    });
    await step("the guard has the money gathered from which it is paid", async () => {
      const { guard } = pages;
      const { sweeps } = say.system;
      await guard.goto(`${world.base}/staff/sweeps`);
      await guard.getByRole("button", { name: sweeps.plan }).click();
      await guard.getByRole("dialog").getByRole("button", { name: sweeps.plan }).click();
      await prove(guard, say);
      await guard.getByRole("link", { name: new RegExp(sweeps.states.pending_approval) }).first().click();
      await guard.getByRole("button", { name: sweeps.approve, exact: true }).click();
      await guard.getByRole("dialog").getByRole("button", { name: sweeps.approve, exact: true }).click();
      await guard.getByText(sweeps.approved).first().waitFor();
      const sweep = guard.url().split("/").at(-1);
      await eventually("the money is gathered", () => people.guard.get(`/api/admin/sweeps/${sweep}`), ({ sweep: one }) => one.state === "confirmed");
      await guard.reload();
      await guard.getByText(sweeps.states.confirmed, { exact: true }).first().waitFor();
    });
    await step("the guard finds it, sees what would happen, and approves", async () => {
      const { guard } = pages;
      const { decide, simulation } = say.staff.payout;
      await guard.goto(`${world.base}/staff/payouts`);
      await guard.locator(`a[href="/staff/payouts/${payout}"]`).click();
      await guard.getByText(simulation.works).waitFor({ timeout: CHAIN_PATIENCE_MS });
      await guard.getByText(addresses[1].slice(0, 6)).first().waitFor();
      await guard.getByRole("button", { name: decide.approve, exact: true }).click();
      const sum = await guard.locator(".desk-sum").innerText();
      await guard.getByRole("dialog").getByRole("button", { name: decide.approveGo(sum) }).click();
      await guard.getByText(decide.approved).first().waitFor();
    });
    await step("the seller sees it paid", async () => {
      await pages.seller.getByText(say.money.states.confirmed).first().waitFor({ timeout: CHAIN_PATIENCE_MS });
    });
    await step("too little is paid for an order that is called off: a case opens, and the administrator proposes", async () => {
      const { exception } = say.staff;
      const { id } = await pay(people.buyer, deals.short, "150000000");
      await eventually("the payment is seen as too small", () => people.buyer.get(`/api/payment/${id}`), (payment) => payment.status === "underpaid");
      await people.buyer.post(`/api/orders/${deals.short}/actions`, { action: "cancel" });
      const { admin } = pages;
      await admin.goto(`${world.base}/staff/exceptions`);
      await admin.getByRole("link", { name: new RegExp(`A short payment, ${language}`) }).click();
      await admin.getByRole("heading", { name: exception.kinds.underpaid }).waitFor();
      await admin.getByRole("radio", { name: exception.actions.refund_to_buyer }).check();
      await admin.getByLabel(exception.note).fill("Called off; nothing was delivered.");
      await admin.getByRole("button", { name: exception.propose, exact: true }).click();
      await prove(admin, say);
      await admin.getByText(exception.proposed).first().waitFor();
    });
    await step("the guard settles it, and the buyer has the money back", async () => {
      const { exception } = say.staff;
      const { guard, buyer } = pages;
      await guard.goto(pages.admin.url());
      await guard.getByText("Called off; nothing was delivered.").first().waitFor();
      await guard.getByRole("button", { name: exception.settle, exact: true }).click();
      await guard.getByRole("dialog").getByRole("button", { name: exception.settle, exact: true }).click();
      await guard.getByText(exception.settled).first().waitFor();
      await buyer.goto(`${world.base}/payouts`);
      await buyer.getByText(say.money.kinds.exception_refund).first().waitFor();
      await buyer.getByText(say.money.states.confirmed).first().waitFor({ timeout: CHAIN_PATIENCE_MS });
    });
    await step("the buyer opens a dispute", async () => {
      await pay(people.buyer, deals.split);
      await orderIn(people.buyer, deals.split, "funded");
      await people.seller.post(`/api/orders/${deals.split}/actions`, { action: "deliver", note: "Three of the five parts." });
      const { buyer } = pages;
      const { actions } = say.order;
      await buyer.goto(`${world.base}/orders/${deals.split}`);
      await buyer.getByRole("button", { name: actions.open_dispute, exact: true }).click();
      const dialog = buyer.getByRole("dialog");
      await dialog.getByLabel(say.order.reason).fill("Two parts are missing.");
      await dialog.getByRole("button", { name: actions.open_dispute, exact: true }).click();
      await buyer.getByText(say.order.lead.disputed.buyer).first().waitFor();
    });
    await step("the resolver divides the money, and both see what they got", async () => {
      const { resolver, buyer, seller } = pages;
      const { rule } = say.staff.dispute;
      await seller.goto(`${world.base}/orders/${deals.split}`);
      await resolver.goto(`${world.base}/staff/disputes`);
      await resolver.getByRole("link", { name: new RegExp(`A split ruling, ${language}`) }).click();
      await resolver.getByText("Two parts are missing.").first().waitFor();
      await resolver.getByLabel(rule.exact).fill(share);
      await resolver.getByLabel(rule.reason).fill("Three of five parts came, as agreed.");
      await resolver.getByRole("button", { name: rule.go, exact: true }).click();
      await resolver.getByRole("dialog").getByRole("button", { name: rule.confirmGo }).click();
      await prove(resolver, say);
      await resolver.getByText(say.staff.dispute.ruling.title).first().waitFor();
      for (const [page, side] of [[buyer, "buyer"], [seller, "seller"]]) {
        await page.getByText(say.order.lead.resolved[side]).first().waitFor();
        for (const amount of gets) await page.getByText(amount).first().waitFor();
      }
    });
    await step("the administrator changes a threshold after a look at what changes", async () => {
      const { admin } = pages;
      const { thresholds } = say.staff;
      await admin.goto(`${world.base}/staff/thresholds`);
      await admin.getByLabel(thresholds.defaultLabel).fill(limit[0]);
      await admin.getByRole("button", { name: thresholds.review }).click();
      const dialog = admin.getByRole("dialog", { name: thresholds.reviewTitle });
      await dialog.getByText(limit[1]).first().waitFor();
      await dialog.getByRole("button", { name: thresholds.save }).click();
      await admin.getByText(thresholds.saved).first().waitFor();
      await admin.goto(`${world.base}/staff/audit?action=settings.approval_thresholds`);
      await admin.locator("summary", { hasText: "settings.approval_thresholds" }).first().click();
      await admin.getByText(names[3]).first().waitFor();
    });
    await step("the administrator finds a person", async () => {
      const { admin } = pages;
      await admin.goto(`${world.base}/staff/people`);
      await admin.getByLabel(say.system.users.search).fill(names[1].split(" ")[0]);
      await admin.getByRole("link", { name: new RegExp(names[1]) }).click();
      await admin.getByRole("heading", { name: names[1], level: 1 }).waitFor();
      await admin.getByText(people.seller.email).first().waitFor();
    });
    await step("the administrator has a delivery looked into once more, and the audit log says so", async () => {
      const { admin } = pages;
      const { webhooks } = say.system;
      await admin.goto(`${world.base}/staff/webhooks`);
      await admin.locator('a[href^="/staff/webhooks/"]').first().click();
      await admin.getByRole("button", { name: webhooks.replay, exact: true }).click();
      await admin.getByRole("dialog").getByRole("button", { name: webhooks.replay, exact: true }).click();
      await admin.getByText(webhooks.replayed).first().waitFor();
      await admin.goto(`${world.base}/staff/audit?kind=webhook&subject=${admin.url().split("/").at(-1)}`);
      await admin.locator("summary", { hasText: "webhook.replay" }).first().waitFor();
    });
    await step("the administrator follows the ruling from the ledger to the audit log", async () => {
      const { admin } = pages;
      const { ledger } = say.system;
      await admin.goto(`${world.base}/staff/ledger?owner=order:${deals.split}`);
      await admin.locator('a[href^="/staff/ledger/accounts/"]').first().click();
      await admin.locator('a[href^="/staff/ledger/transactions/"]').first().click();
      await admin.getByRole("heading", { name: ledger.lines }).waitFor();
      await admin.getByText(deals.split).first().waitFor();
      await admin.goto(`${world.base}/staff/audit?kind=order&subject=${deals.split}`);
      await admin.locator("summary", { hasText: "order.rule" }).first().click();
      await admin.getByText(names[4]).first().waitFor();
    });
    await step("no page complained", async () => {
      assert.deepEqual(surprises, []);
      for (const page of Object.values(pages)) await page.context().close();
    });
  });

test("the doctor finds nothing", async () => assert.equal(await amanat(world, "doctor"), "the platform is well"));

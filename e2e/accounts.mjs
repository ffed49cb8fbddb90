// An account's life in the browser: made by letter, protected by passkey and authenticator app, recovered, used by a program, looked at
// by an administrator, erased. Every page is watched for what its content policy forbids.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { emailOf, letter, open, PASSWORD, prove, register, saying, steps } from "./people.mjs";
import { closeWords } from "./words.mjs";
import { amanat, startWorld, stopWorld } from "./world.mjs";

const NEW_PASSWORD = "eleven loud mountains of salt";
const surprises = [];
let world;
/** What the pages say. */
let say;
let ann;
let admin;
/** Ann's security key. */
let authenticator;

before(async () => {
  world = await startWorld();
  say = await saying("en");
  ann = await open(world, surprises, "ann", 1280, 800);
  admin = await open(world, surprises, "admin", 1280, 800);
});
after(async () => {
  await closeWords();
  if (world) await stopWorld(world);
});

test("an account is made, protected, recovered, looked at and erased", async (t) => {
  const step = steps(t, () => ({ ann, admin }));
  const email = emailOf("Ann");
  let secret;
  let codes;

  await step("she makes an account by letter; the administrator does too", async () => {
    await register(world, ann, "Ann Archer", "both", say);
    await register(world, admin, "Ada Admin", "both", say);
    await amanat(world, "admin", "grant", emailOf("Ada"), "admin");
  });
  await step("registering again says the same, and the letter tells the owner", async () => {
    const stranger = await open(world, surprises, "stranger", 390, 844);
    await stranger.goto(`${world.base}/register`);
    await stranger.getByLabel(say.common.auth.name).fill("Mallory");
    await stranger.getByLabel(say.common.auth.email).fill(email);
    await stranger.getByRole("textbox", { name: say.common.auth.password }).fill(NEW_PASSWORD);
    await stranger.locator("form button[type=submit]").click();
    await stranger.getByText(say.access.register.notThere).waitFor();
    await stranger.context().close();
  });
  await step("her profile has words and a picture, and everybody sees it", async () => {
    await ann.goto(`${world.base}/account`);
    await ann.getByRole("textbox", { name: say.settings.profile.about }).fill("I restore clocks.");
    await ann.getByRole("button", { name: say.common.common.save, exact: true }).click();
    await ann.getByText(say.common.common.saved).first().waitFor();
    const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGM4EaABRwzEcQASUhQBFGG4BQAAAABJRU5ErkJggg==", "base64");
    await ann.locator('input[type="file"]').setInputFiles({ name: "me.png", mimeType: "image/png", buffer: picture });
    await ann.getByRole("button", { name: say.settings.profile.drop }).waitFor();
    await ann.getByRole("link", { name: say.settings.profile.seePublic }).click();
    await ann.getByText("I restore clocks.").waitFor();
    await ann.locator('main img[src^="/files/avatar/"]').waitFor();
  });
  await step("she adds a passkey after proving who she is, and signs in with it", async () => {
    authenticator = await withAuthenticator(ann);
    await ann.goto(`${world.base}/account/security`);
    await ann.getByLabel(say.settings.security.passkeyName).fill("Laptop");
    await ann.getByRole("button", { name: say.settings.security.passkeyAdd }).click();
    await prove(ann, say);
    await ann.getByText(say.settings.security.passkeyAdded).waitFor();
    await ann.getByText("Laptop", { exact: true }).waitFor();
    await signOut(ann);
    // The browser offers it among the address field's suggestions, and the software key accepts at once.
    await authenticator.touch(true);
    await ann.goto(`${world.base}/login`);
    await ann.waitForURL((url) => url.pathname !== "/login");
  });
  await step("she sets up an authenticator app and keeps the recovery codes", async () => {
    await ann.goto(`${world.base}/account/security`);
    await ann.getByRole("button", { name: say.settings.security.totpSetUp }).click();
    // Signing in with a passkey was no fresh proof in this session: the dialog offers the passkey too.
    await ann.getByRole("dialog", { name: say.access.proof.title }).getByRole("button", { name: say.access.proof.passkey }).click();
    await ann.getByText(say.settings.security.totpScan).waitFor();
    secret = (await ann.locator("code").first().innerText()).trim();
    await ann.getByRole("textbox", { name: say.access.second.code, exact: true }).fill(totp(secret));
    await ann.getByRole("button", { name: say.settings.security.totpConfirm }).click();
    await ann.getByRole("dialog", { name: say.settings.security.codes }).waitFor();
    codes = await ann.locator(".codes li").allInnerTexts();
    assert.equal(codes.length, 10);
    await ann.getByRole("button", { name: say.settings.security.codesKept }).click();
    await ann.getByText(say.settings.security.codesLeft(10)).waitFor();
  });
  await step("with the password, the code is asked for; a recovery code does once", async () => {
    await signOut(ann);
    await passwordStep(PASSWORD);
    await ann.getByRole("textbox", { name: say.access.second.code, exact: true }).fill("000000");
    await ann.getByRole("button", { name: say.access.second.go }).click();
    await ann.getByText("This code is wrong").waitFor();
    await ann.getByRole("button", { name: say.access.second.useRecovery }).click();
    await ann.getByLabel(say.access.second.recovery).fill(codes[0]);
    await ann.getByRole("button", { name: say.access.second.go }).click();
    await ann.waitForURL((url) => url.pathname !== "/login");
    await ann.goto(`${world.base}/account/security`);
    await ann.getByText(say.settings.security.codesLeft(9)).waitFor();
  });
  await step("she makes a key for a program, which may look and not act", async () => {
    await ann.goto(`${world.base}/account/keys`);
    await ann.getByRole("button", { name: say.settings.keys.add }).click();
    await ann.getByRole("textbox", { name: say.settings.keys.name, exact: true }).fill("Reports");
    await ann.getByRole("button", { name: say.settings.keys.make }).click();
    const dialog = ann.getByRole("dialog", { name: say.access.proof.title });
    await dialog.getByRole("button", { name: say.access.proof.passkey }).click();
    const key = (await ann.getByRole("dialog", { name: say.settings.keys.made }).locator("pre").innerText()).trim();
    await ann.getByRole("button", { name: say.settings.keys.kept }).click();
    assert.equal(await status("GET", "/api/orders", key), 200);
    assert.equal(await status("POST", "/api/marketplace/requests", key), 403);
    await ann.getByRole("button", { name: `${say.settings.keys.revoke}: Reports` }).click();
    await ann.getByRole("dialog").getByRole("button", { name: say.settings.keys.revoke, exact: true }).click();
    await ann.getByText(say.settings.keys.revoked).first().waitFor();
    assert.equal(await status("GET", "/api/orders", key), 401);
  });
  await step("an address is kept", async () => {
    await ann.goto(`${world.base}/account/addresses`);
    await ann.getByRole("button", { name: say.settings.addresses.add }).click();
    const where = say.settings.addresses;
    for (const [label, text] of [[where.recipient, "Ann Archer"], [where.line1, "Clock Lane 4"], [where.city, "Berlin"], [where.country, "Germ"]]) await ann.getByLabel(label).first().fill(text);
    await ann.getByRole("option", { name: "Germany" }).click();
    await ann.getByRole("button", { name: say.common.common.save, exact: true }).click();
    await ann.getByText("Clock Lane 4").waitFor();
    await ann.getByText(say.settings.addresses.isDefault, { exact: true }).waitFor();
  });
  await step("the forgotten password is replaced by letter; the code is still asked for", async () => {
    await signOut(ann);
    await ann.goto(`${world.base}/forgot`);
    await ann.getByLabel(say.common.auth.email).fill(email);
    await ann.getByRole("button", { name: say.access.reset.ask }).click();
    await ann.getByText(say.access.reset.sent).waitFor();
    await ann.goto(await letter(world, email, "/reset"));
    await ann.getByLabel(say.access.reset.password).fill("password123456");
    await ann.getByRole("button", { name: say.access.reset.save }).click();
    await ann.getByText("too easy to guess").first().waitFor();
    await ann.getByLabel(say.access.reset.password).fill(NEW_PASSWORD);
    await ann.getByRole("button", { name: say.access.reset.save }).click();
    await ann.getByText(say.access.reset.done).waitFor();
    await passwordStep(NEW_PASSWORD);
    await ann.getByRole("button", { name: say.access.second.useRecovery }).click();
    await ann.getByLabel(say.access.second.recovery).fill(codes[1]);
    await ann.getByRole("button", { name: say.access.second.go }).click();
    await ann.waitForURL((url) => url.pathname !== "/login");
  });
  await step("a sign-in link works once", async () => {
    const other = await open(world, surprises, "other", 390, 844);
    await other.goto(`${world.base}/magic`);
    await other.getByLabel(say.common.auth.email).fill(emailOf("Ada"));
    await other.getByRole("button", { name: say.access.reset.ask }).click();
    const link = await letter(world, emailOf("Ada"), "/magic");
    await other.goto(link);
    await other.getByRole("button", { name: say.common.auth.signIn }).click();
    await other.waitForURL((url) => url.pathname === "/");
    await other.context().clearCookies();
    await other.goto("about:blank");
    await other.goto(link);
    await other.getByRole("button", { name: say.common.auth.signIn }).click();
    await other.getByText(say.access.signIn.failed).waitFor();
    await other.context().close();
  });
  await step("the administrator finds her, looks through her eyes, and can't act", async () => {
    await admin.goto(`${world.base}/staff/people`);
    await admin.getByLabel(say.system.users.search).fill("archer");
    await admin.getByRole("link", { name: /Ann Archer/ }).click();
    await admin.getByRole("button", { name: say.system.users.look }).click();
    await admin.getByLabel(say.system.users.reason).fill("She asked why her order waits.");
    await admin.getByRole("button", { name: say.system.users.lookDo, exact: true }).click();
    await prove(admin, say);
    await admin.getByText(say.common.looking.banner("Ann Archer")).waitFor();
    await admin.getByRole("button", { name: `${say.common.nav.account}: Ann Archer` }).waitFor();
    await admin.getByRole("button", { name: say.common.looking.end }).click();
    await admin.getByRole("heading", { name: say.system.users.title }).waitFor();
    await admin.goto(`${world.base}/staff/audit`);
    await admin.getByText("user.impersonate").first().waitFor();
  });
  await step("suspended, she is out at once", async () => {
    await admin.goto(`${world.base}/staff/people`);
    await admin.getByLabel(say.system.users.search).fill("archer");
    await admin.getByRole("link", { name: /Ann Archer/ }).click();
    await admin.getByRole("button", { name: say.system.users.suspend }).click();
    await admin.getByLabel(say.system.users.reason).fill("Too many complaints at once.");
    await admin.getByRole("dialog").getByRole("button", { name: say.system.users.suspend }).click();
    await admin.getByText(say.system.users.statuses.suspended, { exact: true }).waitFor();
    await authenticator.touch(false);
    await ann.goto(`${world.base}/account`);
    await ann.waitForURL(/\/login/);
    await admin.getByRole("button", { name: say.system.users.restore }).click();
    await admin.getByRole("dialog").getByRole("button", { name: say.system.users.restore }).click();
    await admin.getByText(say.system.users.statuses.active, { exact: true }).waitFor();
  });
  await step("she takes her data along and erases the account", async () => {
    await passwordStep(NEW_PASSWORD);
    await ann.getByRole("button", { name: say.access.second.useRecovery }).click();
    await ann.getByLabel(say.access.second.recovery).fill(codes[2]);
    await ann.getByRole("button", { name: say.access.second.go }).click();
    await ann.waitForURL((url) => url.pathname !== "/login");
    await ann.goto(`${world.base}/account/privacy`);
    const download = ann.waitForEvent("download");
    await ann.getByRole("button", { name: say.settings.privacy.export }).click();
    await ann.getByRole("dialog", { name: say.access.proof.title }).getByRole("button", { name: say.access.proof.passkey }).click();
    assert.equal((await download).suggestedFilename(), "my-data.json");
    await ann.getByLabel(say.settings.privacy.confirm("Ann Archer")).fill("Ann Archer");
    await ann.getByRole("button", { name: say.settings.privacy.erase }).click();
    await ann.waitForURL(/\/login/);
    await admin.goto(`${world.base}/staff/people`);
    await admin.getByLabel(say.system.users.search).fill("archer");
    await admin.getByText(say.system.users.none).waitFor();
  });
  await step("nothing surprised anybody", async () => assert.deepEqual(surprises, []));
});

/** A security key in software, which says yes to everything. */
async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  /** Whether somebody puts a finger on it when it asks. */
  return { touch: (enabled) => session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }) };
}

/** With nobody's finger on the key: the sign-in page would begin a new session with it. */
async function signOut(page) {
  await authenticator.touch(false);
  await page.goto(`${world.base}/account`);
  await page.getByRole("button", { name: say.common.nav.signOut, exact: true }).first().click();
  await page.waitForURL(/\/login/);
}

async function passwordStep(password) {
  await authenticator.touch(false);
  await ann.goto(`${world.base}/login`);
  await ann.getByLabel(say.common.auth.email).fill(emailOf("Ann"));
  await ann.getByRole("textbox", { name: say.common.auth.password }).fill(password);
  await ann.getByRole("button", { name: say.common.auth.signIn, exact: true }).last().click();
  await ann.getByText(say.access.second.title).waitFor();
  await authenticator.touch(true);
}

async function status(method, path, key) {
  const body = method === "POST" ? "{}" : undefined;
  const answer = await fetch(world.base + path, { method, body, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });
  return answer.status;
}

/** The code of an authenticator app now (RFC 6238: SHA-1, 30 seconds, six digits). */
function totp(base32) {
  const bits = [...base32].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const code = (hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000;
  return String(code).padStart(6, "0");
}

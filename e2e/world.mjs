// A platform of the test's own (development chain, stand-ins for third parties, server with its built-in PostgreSQL, browser), and its end.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const BLOCK_TIME_S = "1";
/** Where `cargo xtask test` looks for secrets in what servers log. */
const SEARCHED = process.env.AMANAT_TEST_LOGS;
/** What server and stand-in agree on. */
const STRIPE_KEY = "sk_test_journey";
const WEBHOOK_SECRET = "whsec_journey";

/**
 * Starts everything; `base` is where the platform answers, `upstream` a service to sell. Programs: AMANAT_BIN, beside it that of the
 * stand-ins, and AMANAT_ANVIL. `settings` go over the server's environment.
 */
export async function startWorld(settings = {}) {
  const data = mkdtempSync(join(tmpdir(), "amanat-e2e-"));
  const [port, chainPort, stripePort, upstreamPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
  // A name, not a number: passkeys are bound to a host name.
  const base = `http://localhost:${port}`;
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  const rpc = `http://127.0.0.1:${chainPort}`;
  const env = {
    ...process.env,
    AMANAT_ENV: "development", AMANAT_DATA_DIR: data, AMANAT_DEMO: "false", AMANAT_DEV_RPC: rpc, PORT: String(port), LOG: SEARCHED ? "debug,sqlx=info,hyper=info" : "warn",
    DATABASE_URL: "", AMANAT_CONFIG: "", PUBLIC_URL: base,
    // Everybody here comes from one address, more often than a household does.
    RATE_LIMIT_AUTH: "1000", RATE_LIMIT_PAYMENT: "1000",
    STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET, STRIPE_API_URL: `http://127.0.0.1:${stripePort}`,
    GATEWAY_ALLOWED_HOSTS: new URL(upstream).host, DEMO_UPSTREAM_URL: upstream,
    ...settings,
  };
  const chain = startChild(program("AMANAT_ANVIL"), ["--port", chainPort, "--chain-id", "31337", "--block-time", BLOCK_TIME_S, "--mixed-mining", "--silent"], env, join(data, "anvil.log"));
  const thirdParties = [
    "--stripe-port", stripePort, "--upstream-port", upstreamPort, "--secret-key", STRIPE_KEY, "--webhook-secrets", WEBHOOK_SECRET,
    "--webhook-url", `${base}/api/payment/webhook/stripe`,
  ];
  const standIns = startChild(join(dirname(program("AMANAT_BIN")), "amanat-thirdparty"), thirdParties, env, join(data, "thirdparty.log"));
  const log = SEARCHED ? join(SEARCHED, `serve-e2e-${port}.log`) : join(data, "serve.log");
  const server = startChild(program("AMANAT_BIN"), ["serve"], env, log);
  const world = { base, rpc, upstream, data, env, log, children: [server, standIns, chain], browser: null };
  try {
    await answers(`${world.base}/healthz`, server, log);
    world.browser = await chromium.launch({ executablePath: browserPath(), args: FLAGS });
    return world;
  } catch (error) {
    await stopWorld(world);
    throw error;
  }
}

/** Ends everything, and removes the data. */
export async function stopWorld({ browser, children, data }) {
  await browser?.close();
  for (const child of children) {
    child.stdin.end();
    await child.ended;
  }
  rmSync(data, { recursive: true, force: true });
}

/** What a command of the platform's own program says; fails when it fails. */
export async function amanat({ env }, ...args) {
  const { stdout } = await promisify(execFile)(program("AMANAT_BIN"), args, { env });
  return stdout.trim();
}

/** Base units of a token that an address holds, as the chain itself says. */
export async function balanceOf({ rpc }, contract, address) {
  const data = `0x70a08231${address.slice(2).toLowerCase().padStart(64, "0")}`;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to: contract, data }, "latest"] });
  const response = await fetch(rpc, { method: "POST", headers: { "content-type": "application/json" }, body });
  return BigInt((await response.json()).result);
}

// The shell passes on the end of its standard input, so no child outlives us, however we end.
function startChild(file, args, env, log) {
  const output = openSync(log, "w");
  const script = 'exec 3<&0; "$@" </dev/null 3<&- & child=$!; (cat <&3 >/dev/null; kill "$child" 2>/dev/null) & wait "$child"';
  const child = spawn("sh", ["-c", script, "sh", file, ...args.map(String)], { env, cwd: resolve(import.meta.dirname, ".."), stdio: ["pipe", output, output] });
  child.ended = new Promise((done) => child.once("exit", done));
  return child;
}

async function answers(url, child, log) {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${readFileSync(log, "utf8")}`);
    if (await fetch(url).then((response) => response.ok, () => false)) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`the server did not answer within a minute: ${readFileSync(log, "utf8")}`);
}

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

function program(name) {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set: run this with \`cargo xtask test\``);
  return path;
}

function browserPath() {
  const path = process.env.CHROMIUM || CHROMIUM.find((candidate) => existsSync(candidate));
  if (!path) throw new Error("there is no Chromium: install it (Debian: apt install chromium), or set CHROMIUM to its program");
  return path;
}

// The service worker itself (public/sw.js), in a stand-in for its world.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

const code = readFileSync(join(import.meta.dirname, "../../public/sw.js"), "utf8");
const POLICY = "script-src 'self'";

interface Asked {
  request: { method: string; url: string; mode: string };
  waitUntil: (work: Promise<unknown>) => void;
  respondWith: (answer: Promise<Response>) => void;
}

/** Answers a navigation. `kept`: what the worker has in its cache. */
function visit(url: string, kept: Record<string, string>): Promise<Response> {
  const listeners = new Map<string, (event: Asked) => void>();
  const cache = { match: async (key: string) => (key in kept ? new Response(kept[key], { headers: { "content-security-policy": POLICY } }) : undefined) };
  runInNewContext(code, {
    self: { addEventListener: (name: string, listener: (event: Asked) => void) => listeners.set(name, listener) },
    caches: { open: async () => cache },
    location: new URL("https://amanat.example/sw.js"),
    fetch: () => Promise.reject(new TypeError("no connection")),
    URL, Request, Response, Headers,
  });
  return new Promise((respondWith) => listeners.get("fetch")?.({ request: { method: "GET", url, mode: "navigate" }, waitUntil: () => undefined, respondWith }));
}

describe("without a connection", () => {
  it("shows the offline page in the last language, which asks again by itself under its own policy", async () => {
    const answer = await visit("https://amanat.example/orders", { "/language": "fa", "/offline/fa.html": "<head></head>خارج از خط", "/offline/en.html": "<head></head>Offline" });
    expect(answer.headers.get("content-security-policy")).toBe(POLICY);
    expect(await answer.text()).toBe('<head><script src="/offline.js" defer></script></head>خارج از خط');
  });

  it("keeps that script from the beginning, and it is there", () => {
    expect(code).toMatch(/const FIRST = .*"\/offline\.js"/);
    expect(readFileSync(join(import.meta.dirname, "../../public/offline.js"), "utf8")).toContain('addEventListener("online"');
  });

  it("fails as the browser would where it has no such page", async () => {
    expect((await visit("https://amanat.example/", {})).type).toBe("error");
  });
});

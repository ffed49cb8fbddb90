import { describe, expect, it, vi } from "vitest";
import { ApiError } from "./errors";
import { Intents, singleFlight, transport } from "./transport";

type Handler = (request: Request) => Response | Promise<Response>;

function world(handler: Handler, askProof?: () => Promise<boolean>) {
  let token: string | null = "old";
  let person = "ann";
  const seen: Request[] = [];
  const renew = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    token = "new";
    return token;
  });
  const refresh = singleFlight(renew);
  const send = transport(
    async (input) => {
      const request = input as Request;
      seen.push(request.clone());
      return handler(request);
    },
    { current: async () => token, refresh, person: () => person },
    askProof,
  );
  const post = (path: string, body: unknown) =>
    send(new Request(`http://x${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }));
  return { seen, renew, send, post, signOut: () => (token = null), become: (other: string) => (person = other) };
}

const key = (request: Request | undefined) => request?.headers.get("idempotency-key");
const needsNew: Handler = (r) => new Response("{}", { status: r.headers.get("authorization") === "Bearer new" ? 200 : 401 });

const stepUp = () => new Response('{"success":false,"error":{"code":"STEP_UP_REQUIRED","message":"Prove it."}}', { status: 403 });

describe("a request that needs a fresh proof of identity", () => {
  it("is sent again under the same key once the person has given it", async () => {
    let proven = false;
    const { post, seen } = world(() => (proven ? new Response("{}") : stepUp()), async () => (proven = true));
    expect((await post("/api/payouts", { amount: "1" })).status).toBe(200);
    expect(seen).toHaveLength(2);
    expect(key(seen[1])).toBe(key(seen[0]));
  });

  it("stays refused when the person would not, and is not asked for the proof itself", async () => {
    const ask = vi.fn(async () => false);
    const { post, seen } = world(stepUp, ask);
    expect((await post("/api/payouts", { amount: "1" })).status).toBe(403);
    expect((await post("/api/auth/step-up", { password: "x" })).status).toBe(403);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(seen).toHaveLength(2);
  });
});

describe("what one person asked for", () => {
  it("is not asked again as another, who signed in meanwhile", async () => {
    const { post, renew, seen, become } = world(needsNew);
    renew.mockImplementationOnce(async () => {
      become("bob");
      return "new";
    });
    expect((await post("/api/payouts", { amount: "1" })).status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  it("is not asked again as another, who gave the proof", async () => {
    const { post, seen, become } = world(stepUp, async () => Boolean(become("bob")));
    expect((await post("/api/payouts", { amount: "1" })).status).toBe(403);
    expect(seen).toHaveLength(1);
  });
});

describe("an expired access token", () => {
  it("is renewed once for many requests, each retried once", async () => {
    const { send, seen, renew } = world(needsNew);
    const answers = await Promise.all(["/api/a", "/api/b", "/api/c"].map((p) => send(new Request(`http://x${p}`))));
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200]);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(seen).toHaveLength(6);
  });

  it("keeps body and Idempotency-Key on the retry", async () => {
    const { post, seen } = world(needsNew);
    expect((await post("/api/orders/1/actions", { action: "confirm" })).status).toBe(200);
    expect(key(seen[0])).toBeTruthy();
    expect(key(seen[1])).toBe(key(seen[0]));
    expect(await seen[1]?.text()).toBe('{"action":"confirm"}');
  });

  it("does not loop when the fresh token is refused too", async () => {
    const { send, seen } = world(() => new Response("{}", { status: 401 }));
    expect((await send(new Request("http://x/api/a"))).status).toBe(401);
    expect(seen).toHaveLength(2);
  });

  it("is not suspected when a password was wrong, which would count as two guesses", async () => {
    const { post, renew, seen } = world(() => new Response('{"success":false,"error":{"code":"INVALID_CREDENTIALS","message":"The password is wrong."}}', { status: 401 }));
    expect((await post("/api/auth/step-up", { password: "x" })).status).toBe(401);
    expect(renew).not.toHaveBeenCalled();
    expect(seen).toHaveLength(1);
  });

  it("never renews for a stranger, nor for the sign-in itself", async () => {
    const { send, post, renew, signOut, seen } = world(() => new Response("{}", { status: 401 }));
    await post("/api/auth/login", { email: "a" });
    expect(key(seen[0])).toBeNull();
    expect(seen[0]?.headers.get("authorization")).toBeNull();
    signOut();
    await send(new Request("http://x/api/a"));
    expect(renew).not.toHaveBeenCalled();
  });
});

describe("the Idempotency-Key", () => {
  it("outlives a broken connection and a server failure, and ends with the answer", async () => {
    const answers: (number | "broken")[] = ["broken", 503, 200, 200];
    const { post, seen } = world(() => {
      const next = answers.shift();
      if (next === "broken") throw new TypeError("fetch failed");
      return new Response("{}", { status: next ?? 200 });
    });
    await expect(post("/api/pay", { a: 1 })).rejects.toMatchObject({ code: "NETWORK" } satisfies Partial<ApiError>);
    await post("/api/pay", { a: 1 });
    await post("/api/pay", { a: 1 });
    await post("/api/pay", { a: 1 });
    expect(new Set(seen.slice(0, 3).map(key)).size).toBe(1);
    expect(key(seen[3])).not.toBe(key(seen[0]));
  });

  it("is shared by a double click and differs for other input", async () => {
    const { post, seen } = world(() => new Response("{}"));
    await Promise.all([post("/api/pay", { a: 1 }), post("/api/pay", { a: 1 }), post("/api/pay", { a: 2 })]);
    expect(key(seen[1])).toBe(key(seen[0]));
    expect(key(seen[2])).not.toBe(key(seen[0]));
  });

  it("is not sent with reads", async () => {
    const { send, seen } = world(() => new Response("{}"));
    await send(new Request("http://x/api/a"));
    expect(key(seen[0])).toBeNull();
  });
});

describe("intents", () => {
  it("forget a refused input, so that the corrected one is new", () => {
    const intents = new Intents();
    const first = intents.key("POST /a {}");
    intents.settle("POST /a {}", 409);
    expect(intents.key("POST /a {}")).not.toBe(first);
  });
});

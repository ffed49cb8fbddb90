// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getSession, signedIn, signedOut, tokens } from "./session";
import type { User } from "./types";

const user = { id: "u1", roles: [] } as unknown as User;
const other = new BroadcastChannel("amanat");
const heard: unknown[] = [];
other.addEventListener("message", ({ data }) => heard.push(data));

beforeEach(() => {
  signedOut();
  heard.length = 0;
});

describe("the session", () => {
  it("ends here without complaint when its person signs out, and tells the other tabs", async () => {
    signedIn({ accessToken: "t", user });
    signedOut();
    expect(getSession()).toEqual({ status: "anonymous" });
    await vi.waitFor(() => expect(heard.slice(-2)).toEqual([{ type: "in", user: "u1" }, { type: "out" }]));
  });

  it("ends here when another tab signs out, and says so", async () => {
    signedIn({ accessToken: "t", user });
    other.postMessage({ type: "out" });
    await vi.waitFor(() => expect(getSession()).toEqual({ status: "anonymous", ended: true }));
  });

  it("says when the server has ended it", async () => {
    signedIn({ accessToken: "t", user });
    vi.stubGlobal("fetch", async () => new Response(null, { status: 401 }));
    expect(await tokens.refresh()).toBeNull();
    expect(getSession()).toEqual({ status: "anonymous", ended: true });
  });

  it("follows another tab's sign-in", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ data: { accessToken: "t2", user: { ...user, id: "u2" } } }));
    other.postMessage({ type: "in", user: "u2" });
    await vi.waitFor(() => expect(getSession()).toMatchObject({ status: "signedIn", token: "t2" }));
  });
});

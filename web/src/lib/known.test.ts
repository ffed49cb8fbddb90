import { describe, expect, it, vi } from "vitest";

describe("answers that came with the page", () => {
  it("are given once, and only to strangers who read", async () => {
    vi.stubGlobal("document", { getElementById: () => ({ textContent: '{"/api/listings?limit=2":{"success":true,"data":7}}' }) });
    const { knownAnswer } = await import("./known");
    const url = "http://x/api/listings?limit=2";
    expect(knownAnswer(new Request(url, { headers: { authorization: "Bearer x" } }))).toBeNull();
    expect(knownAnswer(new Request(url, { method: "POST" }))).toBeNull();
    expect(knownAnswer(new Request("http://x/api/listings"))).toBeNull();
    const answer = knownAnswer(new Request(url));
    expect(await answer?.json()).toEqual({ success: true, data: 7 });
    expect(knownAnswer(new Request(url))).toBeNull();
    vi.unstubAllGlobals();
  });
});

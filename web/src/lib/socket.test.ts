import type { QueryKey } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("./session", () => ({ getSession: () => ({ status: "anonymous" }), subscribe: () => () => {}, tokens: {} }));
const { Cursor, receive, STALE } = await import("./socket");

describe("the live connection", () => {
  let stale: (QueryKey | "everything")[];
  const client = { invalidateQueries: async (filter?: { queryKey?: QueryKey }) => void stale.push(filter?.queryKey ?? "everything") };
  beforeEach(() => {
    stale = [];
  });

  it("makes stale what an event touches", () => {
    receive(client, new Cursor(), "payment:status-updated", { seq: 1, orderId: "o1", paymentId: "p1" });
    expect(stale).toEqual([["payments", "order", "o1"], ["orders"], ["sales"], ["exceptions"]]);
  });

  it("reads again of a token's use only what shows it", () => {
    receive(client, new Cursor(), "token:usage", { seq: 1, tokenId: "t1", listingId: "l1", used: 4, units: 10 });
    expect(stale).toEqual([["tokens", "t1"], ["listings", "l1", "usage"]]);
  });

  it.each(["desk:payouts", "desk:payments", "desk:disputes"])("counts anew on the desk's front page after %s", (name) => {
    receive(client, new Cursor(), name, { seq: 1 });
    expect(stale).toContainEqual(["overview"]);
  });

  it("applies an event once, though catch-up and live overlap", () => {
    const cursor = new Cursor();
    for (const seq of [4, 5, 4, 5, 6]) receive(client, cursor, "notification:received", { seq });
    expect(stale).toHaveLength(3);
    expect(cursor.last).toBe(6);
  });

  it("starts over when the server cannot replay", () => {
    const cursor = new Cursor();
    receive(client, cursor, "order:updated", { seq: 90 });
    stale = [];
    receive(client, cursor, "resync", { seq: 12 });
    expect(stale).toEqual(["everything"]);
    expect(cursor.last).toBe(12);
    receive(client, cursor, "order:updated", { seq: 13 });
    expect(stale.length).toBeGreaterThan(1);
  });

  it("moves on over events it does not know", () => {
    const cursor = new Cursor();
    receive(client, cursor, "chat:typing", { seq: 7 });
    expect(stale).toEqual([]);
    expect(cursor.last).toBe(7);
  });

  it("names only keys that exist", () => {
    for (const [name, keys] of Object.entries(STALE)) expect(keys({ orderId: "o", requestId: "r", tokenId: "t", listingId: "l" }).flat().every(Boolean), name).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { turnOf } from "./turn";

describe("whose turn an offer is", () => {
  it("belongs to the side that may accept, to nobody when the request has changed or all is over", () => {
    expect(turnOf({ status: "open", mayAccept: "seller" })).toBe("yours");
    expect(turnOf({ status: "open", mayAccept: "buyer" })).toBe("theirs");
    expect(turnOf({ status: "open", mayAccept: null })).toBe("outdated");
    for (const status of ["accepted", "declined", "withdrawn", "closed"] as const) expect(turnOf({ status, mayAccept: "seller" })).toBeNull();
  });
});

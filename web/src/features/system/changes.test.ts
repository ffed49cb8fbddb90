import { describe, expect, it } from "vitest";
import { changes } from "./changes";

describe("before and after", () => {
  it("puts what differs first and leaves what is the same readable", () => {
    expect(changes({ name: "A", active: true }, { name: "A", active: false })).toEqual([
      { name: "active", before: "true", after: "false", changed: true },
      { name: "name", before: "A", after: "A", changed: false },
    ]);
  });

  it("names nested values by their path, and keeps lists whole", () => {
    expect(changes({ network: { confirmations: 3 }, roles: ["buyer"] }, { network: { confirmations: 12 }, roles: ["buyer"] })).toEqual([
      { name: "network.confirmations", before: "3", after: "12", changed: true },
      { name: "roles", before: '["buyer"]', after: '["buyer"]', changed: false },
    ]);
  });

  it("takes a new thing for new, not for changed", () => {
    expect(changes(null, { slug: "x" })).toEqual([{ name: "slug", before: null, after: "x", changed: false }]);
    expect(changes(undefined, null)).toEqual([]);
  });

  it("tells a value that went away", () => {
    expect(changes({ reason: "No." , state: "a" }, { state: "b" }).map(({ name, after, changed }) => [name, after, changed])).toEqual([["reason", null, true], ["state", "b", true]]);
  });
});

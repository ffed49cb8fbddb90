import { describe, expect, it } from "vitest";
import { moves } from "./order";

const list = (...positions: number[]) => positions.map((position, i) => ({ id: "abcdef"[i] ?? "", position }));

function after(all: ReturnType<typeof list>, from: number, to: number): string {
  const changed = new Map(moves(all, from, to).map(({ id, position }) => [id, position]));
  return all.map((one) => ({ ...one, position: changed.get(one.id) ?? one.position })).sort((a, b) => a.position - b.position || a.id.localeCompare(b.id)).map(({ id }) => id).join("");
}

describe("putting in order", () => {
  it("swaps two neighbours and touches nobody else", () => {
    expect(moves(list(10, 20, 30), 1, 0)).toEqual([{ id: "b", position: 10 }, { id: "a", position: 20 }]);
    expect(after(list(10, 20, 30), 1, 2)).toBe("acb");
  });

  it("counts anew where positions are the same", () => {
    expect(after(list(0, 0, 0), 2, 1)).toBe("acb");
    expect(after(list(0, 0, 5, 5), 1, 0)).toBe("bacd");
  });

  it("leaves the ends where they are", () => {
    expect(moves(list(10, 20), 0, -1)).toEqual([]);
    expect(moves(list(10, 20), 1, 2)).toEqual([]);
  });
});

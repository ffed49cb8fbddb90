import { describe, expect, it } from "vitest";
import { badLines, parseCodes } from "./codes";

describe("pasted codes", () => {
  it("are taken line by line, without spaces around them and without empty lines", () => {
    expect(parseCodes("  A-1 \r\n\r\nB 2\n\t\nC-3\n")).toEqual({ codes: ["A-1", "B 2", "C-3"], lines: [1, 3, 5], repeated: 0, tooLong: 0 });
    expect(parseCodes(" \n\n").codes).toEqual([]);
  });

  it("that repeat or are too long are counted", () => {
    expect(parseCodes("A\nB\nA\nA")).toMatchObject({ repeated: 2, tooLong: 0 });
    expect(parseCodes(`${"é".repeat(500)}\n${"x".repeat(501)}`)).toMatchObject({ repeated: 0, tooLong: 1 });
  });

  it("are complained about at the line that was pasted", () => {
    const pasted = parseCodes("A\n\nB\nA");
    const details = [
      { path: "codes[1]", msg: "line 2: is in this pool already" },
      { path: "codes[2]", msg: "line 3: is the same code as line 1" },
      { path: "codes", msg: "is not for a line" },
      { path: "codes[9]", msg: "is beyond what was sent" },
    ];
    expect(badLines(details, pasted)).toEqual([
      { line: 3, msg: "is in this pool already" },
      { line: 4, msg: "is the same code as line 1" },
    ]);
  });
});

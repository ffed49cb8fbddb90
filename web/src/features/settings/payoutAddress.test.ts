import { describe, expect, it } from "vitest";
import { readAddress } from "./payoutAddress";

const GOOD = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

describe("an address that was typed", () => {
  it("is good with its checksum, with or without spaces around it", () => {
    expect(readAddress(GOOD)).toEqual({ kind: "good", address: GOOD });
    expect(readAddress(` ${GOOD}\n`).kind).toBe("good");
  });

  it("carries no check when it is all in one case", () => {
    expect(readAddress(GOOD.toLowerCase())).toEqual({ kind: "unchecked", address: GOOD });
    expect(readAddress(`0x${GOOD.slice(2).toUpperCase()}`).kind).toBe("unchecked");
  });

  it("is refused with the reason", () => {
    expect(readAddress("").kind).toBe("empty");
    expect(readAddress("vitalik.eth").kind).toBe("empty");
    expect(readAddress("0xg0").kind).toBe("letter");
    expect(readAddress(GOOD.slice(0, -1))).toEqual({ kind: "length", digits: 39 });
    expect(readAddress(GOOD.replace("5aAe", "5AAe")).kind).toBe("sum");
    expect(readAddress(GOOD.replace("6053", "6054")).kind).toBe("sum");
  });
});

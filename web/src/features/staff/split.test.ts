import { expect, test } from "vitest";
import { type Escrow, inPrice, partOf, percentOf, splitOf } from "./split";

const escrow: Escrow = { paidIn: "1000000", held: "1000000", released: "0", feeTaken: "0", fee: "25000" };

test("nothing is lost, whatever the part", () => {
  for (const gross of ["0", "1", "39", "40", "400000", "999999", "1000000"]) {
    const { seller, buyer, fee } = splitOf(escrow, gross);
    expect(BigInt(seller) + BigInt(buyer) + BigInt(fee)).toBe(1_000_000n);
  }
});

test("the fee is taken in proportion to what is released", () => {
  expect(splitOf(escrow, "400000")).toEqual({ seller: "390000", buyer: "600000", fee: "10000" });
  expect(splitOf(escrow, "0")).toEqual({ seller: "0", buyer: "1000000", fee: "0" });
  // A first half was released before, with its fee.
  const later: Escrow = { paidIn: "1000000", held: "500000", released: "500000", feeTaken: "12500", fee: "25000" };
  expect(splitOf(later, "500000")).toEqual({ seller: "487500", buyer: "0", fee: "12500" });
  expect(splitOf(later, "39")).toEqual({ seller: "39", buyer: "499961", fee: "0" });
});

test("an amount of eighteen places stays exact", () => {
  const held = "123456789012345678901";
  expect(partOf(held, 50)).toBe("61728394506172839450");
  expect(percentOf(held, partOf(held, 50))).toBe(49);
  expect(percentOf(held, held)).toBe(100);
  expect(percentOf("0", "0")).toBe(0);
});

test("a price stands beside it, rounded down", () => {
  expect(inPrice("333333", "1000000", "100")).toBe("33.33");
  expect(inPrice("500000", "1000000", "9.99")).toBe("4.99");
  expect(inPrice("1", "0", "5")).toBeNull();
});

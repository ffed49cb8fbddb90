import { describe, expect, it } from "vitest";
import { orderReturn } from "./oldReturn";

const ID = "0199a1b2-0000-7000-8000-000000000001";

describe("an older return address", () => {
  it("leads to its order, saying how it ended", () => {
    expect(orderReturn(`http://x/orders/success?orderId=${ID}`, "paid")).toBe(`/orders/${ID}?paid=1`);
    expect(orderReturn(`http://x/orders/cancel?order_id=${ID}&session_id=cs_1`, "cancelled")).toBe(`/orders/${ID}?cancelled=1`);
  });

  it("without an order, or with anything else in its place, leads to the list", () => {
    for (const bad of ["", "?session_id=cs_1", "?orderId=", "?orderId=//evil.example", "?orderId=../admin"]) expect(orderReturn(`http://x/orders/success${bad}`, "paid")).toBe("/orders");
  });
});

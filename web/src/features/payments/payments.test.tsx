// @vitest-environment happy-dom
// How a payment is told of: every way in which it can go, with where the money is and what to do next.
import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { act } from "react";
import { show } from "@/components/testing";
import { keys } from "@/lib/keys";
import type { PaymentView } from "@/lib/types";
import { PayClock, announced } from "./PayClock";
import { PaymentPanel } from "./PaymentPanel";
import { ASSETS, caseOf, OTHER, payment, transfer } from "./samples";

afterEach(cleanup);

const draw = (over: Partial<PaymentView>) => show(<PaymentPanel payment={payment(over)} units={false} />, { known: [[keys.assets.all, ASSETS], [keys.networks.all, []], [keys.dev, { chainId: 1 }]] });
const says = (text: string | RegExp) => expect(screen.getAllByText(text, { exact: false }).length).toBeGreaterThan(0);

describe("what is asked for", () => {
  it("is the exact amount, the network, the whole address, and a code with words", async () => {
    draw({});
    says("120 tUSD");
    says("Development chain");
    says("Send only tUSD, and only on Development chain");
    expect(document.querySelector(".address-groups")?.textContent).toBe(payment().address);
    expect(await screen.findByRole("img", { name: /QR code that asks a wallet for 120 tUSD on Development chain/ })).toBeTruthy();
  });

  it("is what is missing when a part has come", () => {
    draw({ status: "underpaid", paid: "100000000", remaining: "20000000", transfers: [transfer("confirmed", { amount: "100000000" })] });
    says("Still to send");
    says("100 tUSD of 120 tUSD has arrived. Send the missing 20 tUSD");
    says("it is given back");
  });

  it("is nothing any more once it is over", () => {
    draw({ status: "expired" });
    expect(document.querySelector(".address-groups")).toBeNull();
    says("Nothing came, and you owe nothing");
  });
});

describe("how far it is", () => {
  it("counts confirmations for eyes and ears", () => {
    draw({ status: "confirming", progress: { seen: true, confirmations: 2, required: 3 }, transfers: [transfer("detected")] });
    const bar = screen.getByRole("progressbar");
    expect([bar.getAttribute("aria-valuenow"), bar.getAttribute("aria-valuemax"), bar.getAttribute("aria-valuetext")]).toEqual(["2", "3", "2 of 3 confirmations"]);
    expect(screen.getByText("2 of 3 confirmations").closest("li")?.getAttribute("aria-current")).toBe("step");
  });

  it("ends in escrow, and leads on to the order", () => {
    draw({ status: "paid", paid: "120000000", remaining: "0", progress: { seen: true, confirmations: 3, required: 3 }, transfers: [transfer("confirmed")] });
    says("The money is in escrow");
    expect(screen.getByRole("link", { name: "Go to the order" }).getAttribute("href")).toBe(`/orders/${payment().orderId}`);
    expect(screen.queryByRole("progressbar")).toBeNull();
  });
});

describe("what does not match", () => {
  const open = /Two people check it, then it is given back to you/;
  it.each<[string, Partial<PaymentView>, (string | RegExp)[]]>([
    ["too much, before anybody looked", { status: "paid", transfers: [transfer("confirmed", { amount: "125000000" })] }, ["5 tUSD more than asked has arrived", open]],
    ["too much, in a case", { status: "paid", cases: [caseOf("overpaid")] }, ["5 tUSD more than asked has arrived", open]],
    ["too much, given back", { status: "paid", cases: [caseOf("overpaid", { status: "settled", action: "refund_to_buyer" })] }, ["It was checked and is given back to you"]],
    ["too late", { status: "expired", cases: [caseOf("late")] }, ["5 tUSD came when the time to pay was over", open]],
    ["twice", { status: "paid", cases: [caseOf("duplicate")] }, ["came when the order was funded already", open]],
    ["too little until the end", { status: "expired", cases: [caseOf("underpaid")] }, ["The time to pay ended when only 5 tUSD had arrived", open]],
    ["another token", { cases: [caseOf("wrong_asset", { assetId: OTHER, amount: "1500000000000000000" })] }, ["1.5 ETH came to this address. It does not count", open]],
    ["another token on its way", { transfers: [transfer("detected", { assetId: OTHER })] }, ["Another token than asked is on its way"]],
    ["an unknown token", { transfers: [transfer("ignored", { assetId: null })] }, ["A token we don't know", "swindlers"]],
    ["dust", { transfers: [transfer("ignored", { amount: "1" })] }, ["Too little to count", "Never copy the address it came from"]],
    ["gone from the chain", { transfers: [transfer("dropped")] }, ["Your payment disappeared from the network", "the money is still in your wallet"]],
    ["taken back", { status: "waiting", cases: [caseOf("reversed")] }, ["5 tUSD that had counted was taken back"]],
    ["another amount by card", { rail: "card", cases: [caseOf("mismatch")] }, ["The card processor took 5 tUSD", open]],
    ["replaced", { status: "replaced" }, ["Don't send anything to its address any more"]],
  ])("%s", (_, over, sentences) => {
    draw(over);
    for (const sentence of sentences) says(sentence);
  });

  it("says nothing of a transfer that vanished and came again", () => {
    draw({ transfers: [transfer("dropped"), transfer("detected")] });
    expect(screen.queryByText("Your payment disappeared from the network")).toBeNull();
  });

  it("offers nothing of dust to copy", () => {
    draw({ status: "expired", transfers: [transfer("ignored", { amount: "1" })] });
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("the time to pay", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    [601, 900, null], [600, 900, 10], [299, 900, 5], [60, 900, 1], [59, 59, null], [0, 900, null],
  ])("with %d s left, watched since %d s: %s", (left, since, mark) => {
    expect(announced(left, since)).toBe(mark);
  });

  it("speaks at ten minutes, and not in between", () => {
    show(<PayClock until="2026-01-01T00:10:02Z" />);
    const said = () => screen.getByRole("status").textContent;
    expect(said()).toBe("");
    act(() => void vi.advanceTimersByTime(2_000));
    expect(said()).toBe("10 minutes left to pay.");
    act(() => void vi.advanceTimersByTime(60_000));
    expect(said()).toBe("10 minutes left to pay.");
    act(() => void vi.advanceTimersByTime(540_000));
    expect(said()).toBe("The time is over");
  });
});

// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { show } from "@/components/testing";
import { ASSETS, TUSD } from "@/features/payments/samples";
import { keys } from "@/lib/keys";
import { signedIn, signedOut } from "@/lib/session";
import type { PayoutView, User } from "@/lib/types";
import { PayoutLine } from "./PayoutLine";
import { payoutSteps } from "./steps";

const ME = "01a1ffe6-0000-7000-8000-00000000000c";
const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

function payout(over: Partial<PayoutView> = {}): PayoutView {
  return {
    id: "01a1ffe6-0000-7000-8000-0000000000aa", kind: "release", orderId: null, userId: ME, assetId: TUSD, rail: "chain", chainId: 31337, amount: "117000000", toAddress: null, state: "waiting_address",
    waitingReason: "There is no payout address.", waitingCode: "no_address", requestedBy: null, decidedBy: null, txHash: null, cardReference: null, confirmedAt: null, createdAt: "2026-01-02T00:00:00Z", updatedAt: "2026-01-02T00:00:00Z", ...over,
  };
}

const draw = (over: Partial<PayoutView>) => show(<PayoutLine payout={payout(over)} />, { known: [[keys.assets.all, ASSETS], [keys.networks.all, [{ chainId: 31337, name: "Development chain", explorerUrl: "https://explorer.example" }]]] });

afterEach(() => {
  cleanup();
  signedOut();
});

describe("a payout", () => {
  it("says why it waits, and where to do something about it", () => {
    signedIn({ accessToken: "t", user: { id: ME } as User });
    draw({});
    expect(screen.getByText(/You have no payout address on this network/)).toBeTruthy();
    expect(screen.getByRole("link", { name: "Add a payout address" }).getAttribute("href")).toBe("/account/payouts");
  });

  it("tells the other side no more than that it waits", () => {
    draw({});
    expect(screen.getByText("It waits for the other side, or for the platform.")).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("says the server's own sentence where the reason has no word", () => {
    signedIn({ accessToken: "t", user: { id: ME } as User });
    draw({ waitingCode: null, waitingReason: "Something rare." });
    expect(screen.getByText("Something rare.")).toBeTruthy();
  });

  it("shows its whole address and a marked link to its transaction", () => {
    draw({ state: "confirmed", waitingCode: null, waitingReason: null, toAddress: ADDRESS, txHash: `0x${"cd".repeat(32)}` });
    expect(document.querySelector(".address-groups")?.textContent).toBe(ADDRESS);
    expect(screen.getByRole("link").textContent).toContain("opens in a new tab");
  });
});

describe("the way of a payout", () => {
  const drawn = (state: PayoutView["state"]) => payoutSteps(state).map((step) => step.state).join(" ");
  it.each<[PayoutView["state"], string]>([
    ["waiting_address", "done now todo todo todo"],
    ["pending_approval", "done done now todo todo"],
    ["signed", "done done done now todo"],
    ["broadcast", "done done done done now"],
    ["confirmed", "done done done done done"],
    ["failed", "done done done bad"],
    ["cancelled", "done done bad"],
  ])("%s", (state, steps) => {
    expect(drawn(state)).toBe(steps);
  });
});

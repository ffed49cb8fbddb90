// @vitest-environment happy-dom
// Nothing is done to money before the page has said who gets what.
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { show } from "@/components/testing";
import { ASSETS } from "@/features/payments/samples";
import { keys } from "@/lib/keys";
import type { ActionKind, OrderView } from "@/lib/types";
import { Actions } from "./Actions";
import { actOnOrder, addFile } from "./api";
import { lifeSteps } from "./life";
import { outcomeOf } from "./outcome";
import { order } from "./samples";

vi.mock("./api", () => ({ actOnOrder: vi.fn(async () => ({})), addFile: vi.fn(async () => ({})) }));

// Loaded when it is first opened: on a busy machine longer than a test waits.
beforeAll(async () => void (await import("./ActionDialog")));

afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

const tUSD = { symbol: "tUSD", decimals: 6 };
const outcome = (kind: ActionKind, over: Partial<OrderView> = {}, amount = "") => outcomeOf(kind, order(over), tUSD, { amount, days: 2 }, Date.parse("2026-01-01T12:00:00Z")).join(" ");

describe("what an action comes to", () => {
  it.each<[ActionKind, string, string[]]>([
    ["confirm", "", ["117 tUSD is released to Samuel at once.", "3 tUSD goes to the platform as its fee.", "This can't be undone."]],
    ["release_part", "20", ["20 tUSD is released to Samuel at once", "100 tUSD stays in escrow."]],
    ["release_part", "", ["State an amount"]],
    ["refund_part", "20", ["20 tUSD goes back to Bahar.", "100 tUSD stays in escrow."]],
    ["refund", "", ["120 tUSD goes back to Bahar", "This can't be undone."]],
    ["accept_cancel", "", ["120 tUSD goes back to Bahar", "This can't be undone."]],
    ["propose_cancel", "", ["Samuel is asked. If they agree, 120 tUSD goes back to Bahar."]],
    ["request_changes", "", ["Samuel is asked to deliver again, and has 7 days"]],
    ["grant_time", "", ["Samuel has until 3 Jan 2026"]],
    ["deliver", "", ["Bahar then has 3 days to check."]],
    ["open_dispute", "", ["The money stays in escrow.", "If nobody rules within 14 days, everything goes back to Bahar."]],
  ])("%s %s", (kind, amount, sentences) => {
    const said = outcome(kind, {}, amount);
    for (const sentence of sentences) expect(said).toContain(sentence);
  });

  it("names the part of a deal in parts, and what begins after it", () => {
    const milestones = [{ title: "Drafts", amount: "50" }, { title: "Final files", amount: "70" }];
    const over: Partial<OrderView> = { terms: { ...order().terms, milestones }, ifConfirmed: { state: "funded", toSeller: "48750000", fee: "1250000" } };
    expect(outcome("confirm", over)).toContain("48.75 tUSD is released to Samuel at once. 1.25 tUSD goes to the platform as its fee. Then the next part begins: “Final files”.");
    expect(outcome("deliver", over)).toContain("This delivers “Drafts”.");
  });
});

describe("the actions of an order", () => {
  const draw = (over: Partial<OrderView> = {}) => {
    show(<Actions order={order(over)} />, { known: [[keys.assets.all, ASSETS]] });
    return userEvent.setup();
  };
  const dialog = () => screen.findByRole("dialog");

  it("have one that stands out", () => {
    draw();
    const filled = screen.getAllByRole("button").filter((button) => button.getAttribute("data-variant") === "filled");
    expect(filled.map((button) => button.textContent)).toEqual(["Confirm and release"]);
  });

  it("press nobody to release in a dispute, and leave ruling to the desk", () => {
    draw({ state: "disputed", allowedActions: ["confirm", "rule"] });
    expect(screen.getAllByRole("button").map((button) => [button.textContent, button.getAttribute("data-variant")])).toEqual([["Confirm and release", "default"]]);
  });

  it("state the outcome before they are done", async () => {
    const user = draw();
    await user.click(screen.getByRole("button", { name: "Confirm and release" }));
    const box = await dialog();
    expect(box.textContent).toContain("117 tUSD is released to Samuel at once.");
    expect(box.textContent).toContain("This can't be undone.");
    expect(actOnOrder).not.toHaveBeenCalled();
    await user.click(within(box).getByRole("button", { name: "Confirm and release" }));
    expect(actOnOrder).toHaveBeenCalledExactlyOnceWith(order().id, { action: "confirm" });
  });

  it.each(["0", "121", "1.0000001", "abc"])("refuse the amount %s", async (typed) => {
    const user = draw();
    await user.click(screen.getByRole("button", { name: "Release a part" }));
    const box = await dialog();
    await user.type(within(box).getByLabelText(/Amount/), typed);
    await user.click(within(box).getByRole("button", { name: "Release a part" }));
    expect(actOnOrder).not.toHaveBeenCalled();
    expect(within(box).getByLabelText(/Amount/).getAttribute("aria-invalid")).toBe("true");
  });

  it("send a part as base units, exactly", async () => {
    const user = draw();
    await user.click(screen.getByRole("button", { name: "Release a part" }));
    const box = await dialog();
    await user.type(within(box).getByLabelText(/Amount/), "20.5");
    expect(box.textContent).toContain("20.5 tUSD is released to Samuel at once");
    await user.click(within(box).getByRole("button", { name: "Release a part" }));
    expect(actOnOrder).toHaveBeenCalledExactlyOnceWith(order().id, { action: "release_part", amount: "20500000" });
  });

  it("send the evidence of a dispute before the dispute itself", async () => {
    const user = draw();
    await user.click(screen.getByRole("button", { name: "Open a dispute" }));
    const box = await dialog();
    await user.type(within(box).getByLabelText(/What went wrong/), "It is empty.");
    const photo = new File(["x"], "photo.png", { type: "image/png" });
    const input = document.querySelector('input[type="file"]');
    fireEvent.change(input as Element, { target: { files: [photo] } });
    expect(await within(box).findByText("photo.png")).toBeTruthy();
    await user.click(within(box).getByRole("button", { name: "Open a dispute" }));
    expect(addFile).toHaveBeenCalledExactlyOnceWith(order().id, photo);
    expect(actOnOrder).toHaveBeenCalledExactlyOnceWith(order().id, { action: "open_dispute", reason: "It is empty." });
  });

  it("open no dispute when its evidence can't be sent", async () => {
    vi.mocked(addFile).mockRejectedValueOnce(new Error("too large"));
    const user = draw();
    await user.click(screen.getByRole("button", { name: "Open a dispute" }));
    const box = await dialog();
    await user.type(within(box).getByLabelText(/What went wrong/), "It is empty.");
    fireEvent.change(document.querySelector('input[type="file"]') as Element, { target: { files: [new File(["x"], "film.mp4")] } });
    await user.click(within(box).getByRole("button", { name: "Open a dispute" }));
    expect((await within(box).findByRole("alert")).textContent).toContain("film.mp4 could not be sent");
    expect(actOnOrder).not.toHaveBeenCalled();
  });
});

describe("the steps of a deal", () => {
  const steps = (over: Partial<OrderView>) => lifeSteps(order(over)).map(({ label, state }) => `${label}:${state}`).join(" ");
  it.each<[Partial<OrderView>, string]>([
    [{ state: "awaiting_payment" }, "Agreed:done Paid:now Delivered:todo Checked:todo Released:todo"],
    [{ state: "funded" }, "Agreed:done Paid:done Delivered:now Checked:todo Released:todo"],
    [{ state: "delivered" }, "Agreed:done Paid:done Delivered:done Checked:now Released:todo"],
    [{ state: "completed" }, "Agreed:done Paid:done Delivered:done Checked:done Released:done"],
    [{ state: "disputed" }, "Agreed:done Paid:done Delivered:done In dispute:now Released:todo"],
    [{ state: "disputed", deliveries: [] }, "Agreed:done Paid:done In dispute:now Released:todo"],
    [{ state: "refunded", deliveries: [] }, "Agreed:done Paid:done Refunded:bad"],
    [{ state: "resolved" }, "Agreed:done Paid:done Delivered:done Divided:bad"],
    [{ state: "expired", paidIn: "0" }, "Agreed:done Not paid:bad"],
    [{ state: "cancelled", paidIn: "0" }, "Agreed:done Called off:bad"],
  ])("%o", (over, drawn) => {
    expect(steps(over)).toBe(drawn);
  });
});

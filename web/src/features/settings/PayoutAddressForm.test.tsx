// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { show } from "@/components/testing";
import { PayoutAddressForm } from "./PayoutAddressForm";

const OWN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const THIEF = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

const { setAddress } = vi.hoisted(() => ({ setAddress: vi.fn(async () => ({})) }));
vi.mock("@/features/accounts/api", () => ({ setAddress }));

afterEach(() => {
  cleanup();
  setAddress.mockClear();
});

const field = () => screen.getByLabelText(/Your address on this network/);

describe("a payout address", () => {
  it("is sent only when it was compared", async () => {
    const user = userEvent.setup();
    show(<PayoutAddressForm chainId={1} known={false} close={() => {}} />);
    await user.click(field());
    await user.paste(OWN);
    expect(screen.getByText("What you pasted is what stands here.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Use this address" }));
    expect(screen.getByText("Compare the address first, then tick this.")).toBeTruthy();
    expect(setAddress).not.toHaveBeenCalled();
    await user.click(screen.getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Use this address" }));
    expect(setAddress.mock.calls[0]).toEqual(expect.arrayContaining([{ chainId: 1, address: OWN }]));
  });

  it("warns when it is not what was pasted, and takes the tick back", async () => {
    const user = userEvent.setup();
    show(<PayoutAddressForm chainId={1} known close={() => {}} />);
    await user.click(field());
    await user.paste(OWN);
    await user.click(screen.getByRole("checkbox"));
    await user.clear(field());
    await user.type(field(), THIEF);
    expect(screen.getByRole("alert").textContent).toContain("This is not what you pasted");
    expect((screen.getByRole("checkbox") as HTMLInputElement).checked).toBe(false);
  });

  it("is refused with its reason while it is mistyped", async () => {
    const user = userEvent.setup();
    show(<PayoutAddressForm chainId={1} known={false} close={() => {}} />);
    await user.type(field(), OWN.replace("6053", "6054"));
    expect(screen.getByText(/capital letters don't fit/)).toBeTruthy();
    await user.clear(field());
    await user.type(field(), "0x12");
    await user.click(screen.getByRole("button", { name: "Use this address" }));
    expect(screen.getByText("After 0x there are 2 characters; it must be 40.")).toBeTruthy();
    expect(setAddress).not.toHaveBeenCalled();
  });
});

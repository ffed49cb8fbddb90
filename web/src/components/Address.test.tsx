// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Address, TxLink } from "./Address";
import { show } from "./testing";

const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** The browser's clipboard: what it holds after a copy, and whether it may be read without asking. */
function clipboard(holds: (written: string) => string, reading: "granted" | "prompt") {
  let written = "";
  const user = userEvent.setup();
  const fake = { writeText: async (text: string) => void (written = text), readText: async () => holds(written) };
  Object.defineProperty(navigator, "clipboard", { value: fake, configurable: true });
  Object.defineProperty(navigator, "permissions", { value: { query: async () => ({ state: reading }) }, configurable: true });
  return user;
}

describe("an address", () => {
  it("is shown whole, in groups, and selected without gaps", () => {
    show(<Address value={ADDRESS} copy={false} />);
    const shown = document.querySelector(".address-groups");
    expect(shown?.textContent).toBe(ADDRESS);
    expect(shown?.querySelectorAll("span")).toHaveLength(11);
    expect(shown?.getAttribute("dir")).toBe("ltr");
  });

  it("warns when the clipboard holds something else than what was copied", async () => {
    const user = clipboard(() => "0x7099000000000000000000000000000000dc79C8", "granted");
    show(<Address value={ADDRESS} />);
    await user.click(screen.getByRole("button", { name: "Copy the address" }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Stop: the clipboard holds something else");
    expect(alert.textContent).toContain("Don't paste it");
  });

  it("says that the clipboard holds it when it looked", async () => {
    const user = clipboard((written) => written, "granted");
    show(<Address value={ADDRESS} />);
    await user.click(screen.getByRole("button", { name: "Copy the address" }));
    expect(await screen.findByText("Copied. The clipboard holds exactly this.")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("asks to compare beginning and end where it may not look, and looks when asked", async () => {
    const user = clipboard(() => "something else", "prompt");
    show(<Address value={ADDRESS} />);
    await user.click(screen.getByRole("button", { name: "Copy the address" }));
    expect(await screen.findByText("Copied. After pasting, compare the beginning 0x7099 and the end 79C8.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Check the clipboard" }));
    expect((await screen.findByRole("alert")).textContent).toContain("the clipboard holds something else");
  });
});

describe("a link out", () => {
  it("says that it opens another tab, and tells nobody where from", () => {
    show(<TxLink hash={`0x${"ab".repeat(32)}`} explorer="https://explorer.example/" />);
    const link = screen.getByRole("link");
    expect(link.getAttribute("href")).toBe(`https://explorer.example/tx/0x${"ab".repeat(32)}`);
    expect(link.getAttribute("rel")).toContain("noreferrer");
    expect(link.getAttribute("target")).toBe("_blank");
    expect(link.textContent).toContain("opens in a new tab");
  });
});

// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/lib/api";
import type { User } from "@/lib/types";
import { show } from "@/components/testing";
import { overlay } from "./overlay";
import Palette from "./Palette";

const guard = { displayName: "Gita", roles: ["guard"] } as User;
const found = { requests: [{ id: "r1", title: "A garden wall", status: "open", currency: "EUR" }], listings: [], shops: [], orders: [] };

afterEach(cleanup);

describe("the palette", () => {
  beforeEach(() => {
    vi.restoreAllMocks();
    vi.spyOn(api, "GET").mockResolvedValue({ data: { success: true, data: found }, response: new Response() } as never);
  });

  it("narrows pages by the beginnings of their words and goes where Enter says", async () => {
    const { where } = show(<Palette user={guard} opened />);
    const input = await screen.findByRole("combobox");
    await userEvent.type(input, "exc");
    const chosen = screen.getByRole("option", { selected: true });
    expect(chosen.textContent).toContain("Exceptions");
    expect(input.getAttribute("aria-activedescendant")).toBe(chosen.id);
    await userEvent.keyboard("{Enter}");
    expect(where()).toBe("/staff/exceptions");
  });

  it("moves through the list by arrows, around its ends", async () => {
    show(<Palette user={null} opened />);
    await screen.findByRole("combobox");
    const options = screen.getAllByRole("option");
    await userEvent.keyboard("{ArrowUp}");
    expect(screen.getByRole("option", { selected: true })).toBe(options.at(-1));
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(screen.getByRole("option", { selected: true })).toBe(options[1]);
  });

  it("shows what a search finds, and leads to all of it", async () => {
    const { where } = show(<Palette user={guard} opened />);
    await userEvent.type(await screen.findByRole("combobox"), "garden");
    await waitFor(() => expect(screen.getByRole("option", { name: /A garden wall/ })).toBeTruthy());
    await userEvent.click(screen.getByRole("option", { name: /Search for/ }));
    expect(where()).toBe("/search?q=garden");
  });

  it("offers nobody what their roles don't open", async () => {
    show(<Palette user={guard} opened />);
    await screen.findByRole("combobox");
    expect(screen.queryByRole("option", { name: /Ledger/ })).toBeNull();
    expect(screen.getByRole("option", { name: /Payouts/ })).toBeTruthy();
  });

  it("closes before it acts", async () => {
    overlay.open("palette");
    show(<Palette user={null} opened />);
    await userEvent.type(await screen.findByRole("combobox"), "dark{Enter}");
    expect(overlay.get()).toBeNull();
    expect(document.documentElement.dataset.mantineColorScheme).toBe("dark");
  });
});

// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/lib/api";
import { signedIn, signedOut } from "@/lib/session";
import { wishOf } from "@/lib/speak";
import type { User } from "@/lib/types";
import { LanguageSelect, ThemeSelect } from "./Looks";
import { show } from "./testing";

const reload = vi.fn();

beforeEach(() => {
  vi.restoreAllMocks();
  reload.mockReset();
  vi.spyOn(location, "reload").mockImplementation(reload);
  document.cookie = "lang=; Max-Age=0; Path=/";
  signedOut();
});

afterEach(cleanup);

describe("choosing how the site looks", () => {
  it("remembers a stranger's language and loads the page in it", async () => {
    const patch = vi.spyOn(api, "PATCH");
    show(<LanguageSelect />);
    await userEvent.selectOptions(screen.getByLabelText("Language"), "fa");
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    expect(document.cookie).toContain("lang=fa");
    expect(patch).not.toHaveBeenCalled();
  });

  it("tells the account of who is signed in", async () => {
    signedIn({ accessToken: "t", user: { id: "u", language: "en", roles: [] } as unknown as User });
    const patch = vi.spyOn(api, "PATCH").mockResolvedValue({ data: { data: {} }, response: new Response() } as never);
    show(<LanguageSelect />);
    await userEvent.selectOptions(screen.getByLabelText("Language"), "vi");
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    expect(patch).toHaveBeenCalledWith("/api/user/me", { body: { language: "vi" } });
  });

  it("takes the account's language at sign-in, but never over a choice made in this browser", () => {
    expect(wishOf({ language: "ar" })).toBe("ar");
    expect(wishOf({ language: "en" })).toBeNull();
    expect(wishOf({ language: "tlh" })).toBeNull();
    document.cookie = "lang=fr; Path=/";
    expect(wishOf({ language: "ar" })).toBeNull();
  });

  it("switches the theme at once", async () => {
    show(<ThemeSelect />);
    await userEvent.selectOptions(screen.getByLabelText("Theme"), "dark");
    expect(document.documentElement.dataset.mantineColorScheme).toBe("dark");
  });
});

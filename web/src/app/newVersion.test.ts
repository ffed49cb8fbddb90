// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isMissingPart, reloadOnce, reloadWhenOnline } from "./newVersion";

const reload = vi.fn();

beforeEach(() => {
  sessionStorage.clear();
  reload.mockReset();
  vi.spyOn(location, "reload").mockImplementation(reload);
});

afterEach(() => void vi.restoreAllMocks());

describe("after a new version", () => {
  it("knows a part that is gone, in every browser's words", () => {
    for (const words of ["Failed to fetch dynamically imported module: /assets/x.js", "error loading dynamically imported module", "Importing a module script failed.", "Unable to preload CSS for /assets/x.css"])
      expect(isMissingPart(new TypeError(words))).toBe(true);
    expect(isMissingPart(new Error("x is undefined"))).toBe(false);
  });

  it("loads the page again once, not for ever", () => {
    expect([reloadOnce(1_000_000), reloadOnce(1_010_000), reloadOnce(1_100_000)]).toEqual([true, false, true]);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it("doesn't while nothing can be loaded", () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    expect(reloadOnce()).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });
});

describe("without a connection", () => {
  const online = () => window.dispatchEvent(new Event("online"));

  it("waits for one, and loads the page again", () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    reloadWhenOnline();
    expect(reload).not.toHaveBeenCalled();
    online();
    online();
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("waits no more once the page is left, and never where there was one", () => {
    const offline = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    reloadWhenOnline()();
    offline.mockReturnValue(true);
    reloadWhenOnline();
    online();
    expect(reload).not.toHaveBeenCalled();
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.resetModules());

describe("formatMonth", () => {
  it("says the month before the year in Persian", async () => {
    vi.doMock("@/i18n/language", () => ({ calendar: () => "persian", language: "fa" }));
    vi.doMock("@/i18n/format", () => ({ formatter: (_: string, make: (of: string) => Intl.DateTimeFormat) => make("fa") }));
    const { formatMonth } = await import("./time");
    expect(formatMonth("2026-11")).toBe("آبان ۱۴۰۵");
  });
});

import { describe, expect, it } from "vitest";
import type { RequestView } from "@/lib/types";
import { bodyOf, changeOf, type Draft, draftOf, EMPTY, firstOpen, problems, stepOf } from "./draft";

const NOW = new Date("2026-11-21T12:00:00Z");
const good: Draft = { ...EMPTY, categoryId: "c1", title: " A used phone ", description: "Any phone with a camera.", budgetMin: "50", budgetMax: "120.50", day: "2026-12-01" };

describe("a request's draft", () => {
  it("leads to the first step that lacks something", () => {
    expect(firstOpen(EMPTY, NOW)).toBe("category");
    expect(firstOpen({ ...good, description: "short" }, NOW)).toBe("details");
    expect(firstOpen({ ...good, budgetMin: "much" }, NOW)).toBe("budget");
    expect(firstOpen({ ...good, budgetMin: "0" }, NOW)).toBe("budget");
    expect(firstOpen({ ...good, day: "2026-11-19" }, NOW)).toBe("deadline");
    expect(firstOpen(good, NOW)).toBe("review");
    expect(Object.keys(problems({ ...good, budgetMin: "200" }, NOW))).toEqual(["budgetMax"]);
    expect(problems({ ...good, budgetMin: "", budgetMax: "", day: "" }, NOW)).toEqual({});
  });

  it("finds the step of what the server complains of", () => {
    expect(stepOf("fileIds[2]")).toBe("files");
    expect(stepOf("deadlineAt")).toBe("deadline");
    expect(stepOf("title")).toBe("details");
    expect(stepOf("")).toBe("review");
  });

  it("is sent trimmed, with amounts as plain decimals", () => {
    const body = bodyOf(good);
    expect(body).toMatchObject({ title: "A used phone", budgetMin: "50", budgetMax: "120.50", fileIds: [] });
    expect(bodyOf({ ...good, budgetMin: " ", day: "" })).toMatchObject({ budgetMin: null, deadlineAt: null });
  });

  it("changes only what is different", () => {
    const request = {
      category: { id: "c1", slug: "phones", name: "Phones" }, title: "A used phone", description: "Any phone with a camera.", budgetMin: "50", budgetMax: null, currency: "USD",
      deadlineAt: "2020-01-01T10:00:00Z", files: [],
    } as unknown as RequestView;
    const draft = draftOf(request);
    expect(changeOf(request, draft)).toEqual({});
    expect(changeOf(request, { ...draft, budgetMax: "99", day: "" })).toEqual({ budgetMax: "99", deadlineAt: null });
  });
});

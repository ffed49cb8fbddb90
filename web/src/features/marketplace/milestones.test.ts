import { speak } from "@/i18n/language";
import { afterEach, describe, expect, it } from "vitest";
import { partProblems, restFor, sumOf } from "./milestones";

const part = (amount: string, title = "A part") => ({ title, amount });

describe("milestones", () => {
  afterEach(() => speak("en"));

  it("come to the price in a language that writes a comma", () => {
    speak("vi");
    expect(partProblems([part("1"), part("0,125")], "1,125")).toEqual({});
  });

  it("are summed exactly", () => {
    expect(sumOf([part("0.1"), part("0.2")])).toBe("0.3");
    expect(sumOf([part("99999999999999999999.000000000000000001"), part("nonsense")])).toBe("99999999999999999999.000000000000000001");
    expect(sumOf([])).toBe("0");
  });

  it("hold together only when they come to the price", () => {
    expect(partProblems([], "100")).toEqual({});
    expect(partProblems([part("40"), part("60")], "100")).toEqual({});
    expect(partProblems([part("40"), part("60.00")], "100.0")).toEqual({});
    expect(Object.keys(partProblems([part("40"), part("59.99")], "100"))).toEqual(["parts"]);
    expect(Object.keys(partProblems([part("100")], "100"))).toEqual(["parts"]);
    expect(Object.keys(partProblems([part("40", " "), part("0")], "40"))).toEqual(["parts.0.title", "parts.1.amount"]);
    expect(Object.keys(partProblems([part("x"), part("-1")], "40"))).toEqual(["parts.0.amount", "parts.1.amount"]);
  });

  it("leave the rest to one of them", () => {
    expect(restFor([part("40"), part("")], 1, "100")).toBe("60");
    expect(restFor([part("40"), part("7")], 1, "100")).toBe("60");
    expect(restFor([part("100"), part("")], 1, "100")).toBeNull();
    expect(restFor([part("40"), part("")], 1, "what")).toBeNull();
  });
});

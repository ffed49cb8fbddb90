import { describe, expect, it } from "vitest";
import { isSlug, slugFor } from "./slug";

describe("a shop's address", () => {
  it("is small letters and digits with single dashes between them", () => {
    for (const good of ["abc", "sams-corner", "a1-b2-c3", "a".repeat(40)]) expect(isSlug(good), good).toBe(true);
    for (const bad of ["", "ab", "-abc", "abc-", "a--b", "Abc", "a b c", "سلام", "a".repeat(41)]) expect(isSlug(bad), bad).toBe(false);
  });

  it("begins as what is left of a name", () => {
    expect(slugFor("Zoë’s Überladen!")).toBe("zoe-s-uberladen");
    expect(slugFor("فروشگاه")).toBe("");
    expect(isSlug(slugFor("x".repeat(38) + " yz"))).toBe(true);
  });
});

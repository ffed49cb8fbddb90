import { describe, expect, it } from "vitest";
import { type ClipboardLike, copyText, readBack } from "./clipboard";

const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OTHER = "0x7099aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa79C8";

/** A clipboard that holds what was written, or what a program makes of it, at each look. */
function clipboard(held: (written: string, looks: number) => string = (written) => written): ClipboardLike {
  let written = "";
  let looks = 0;
  return {
    writeText: async (text) => {
      written = text;
    },
    readText: async () => held(written, ++looks),
  };
}

const yes = async () => true;
const no = async () => false;

describe("copying an address", () => {
  it("looks whether the clipboard holds it", async () => {
    expect(await copyText(ADDRESS, clipboard(), yes, 0)).toBe("same");
  });

  it("notices a clipboard that lies at once", async () => {
    expect(await copyText(ADDRESS, clipboard(() => OTHER), yes, 0)).toBe("different");
  });

  it("notices a program that waits a moment", async () => {
    expect(await copyText(ADDRESS, clipboard((written, looks) => (looks > 1 ? OTHER : written)), yes, 0)).toBe("different");
  });

  it("claims nothing when it may not look", async () => {
    expect(await copyText(ADDRESS, clipboard(() => OTHER), no, 0)).toBe("unread");
  });

  it("says when it could not copy", async () => {
    const closed: ClipboardLike = { writeText: () => Promise.reject(new Error("no")) };
    expect(await copyText(ADDRESS, closed, yes, 0)).toBe("failed");
  });

  it("looks when asked to, and takes a refusal for not having looked", async () => {
    const board = clipboard(() => OTHER);
    expect(await readBack(ADDRESS, board)).toBe("different");
    expect(await readBack(ADDRESS, { writeText: async () => undefined, readText: () => Promise.reject(new Error("denied")) })).toBe("unread");
    expect(await readBack(ADDRESS, { writeText: async () => undefined })).toBe("unread");
  });
});

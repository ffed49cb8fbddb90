import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tSystem } from "@/i18n/system";

const CRATES = join(import.meta.dirname, "../../../../crates");

it("has words for every job that the server knows, and for no other", () => {
  const sources = readdirSync(CRATES, { recursive: true, encoding: "utf8" }).filter((path) => /^[a-z]+\/src\/.*\.rs$/.test(path));
  const names = sources.flatMap((path) => [...readFileSync(join(CRATES, path), "utf8").matchAll(/const NAME: &'static str = "([a-z_]+)";/g)].map(([, name]) => name));
  expect(names.length).toBeGreaterThan(20);
  expect(Object.keys(tSystem.jobs.names).sort()).toEqual(names.sort());
});

// Every language says everything, nothing is said that nobody shows, and plurals follow each language's rules.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { LANGUAGES, type Language, speak } from "./language";

type Leaf = string | ((...values: never[]) => string);

const SRC = join(import.meta.dirname, "..");
const HERE = import.meta.dirname;
const languages = Object.keys(LANGUAGES) as Language[];
const namespaces = readdirSync(join(HERE, "en")).map((file) => file.replace(/\.ts$/, ""));
const packs = import.meta.glob<{ default: unknown }>("./{en,fa,ar,fr,zh,vi}/*.ts", { eager: true });

/** `path → sentence` of one namespace in one language. */
function leaves(language: Language, namespace: string): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === "object" && value !== null) for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}.${key}` : key);
    else found.set(path, value as Leaf);
  };
  walk(packs[`./${language}/${namespace}.ts`]?.default, "");
  return found;
}

/** All sources but the words themselves and tests. */
function sources(): string {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" });
  const own = files.filter((file) => /\.tsx?$/.test(file) && !/^i18n\/(en|fa|ar|fr|zh|vi)\/|schema\.d\.ts|\.test\./.test(file));
  return own.map((file) => readFileSync(join(SRC, file), "utf8")).join("\n");
}

/** Names that a page uses for a namespace: `tOrder` for `order`. */
function nameOf(namespace: string): string {
  return namespace === "common" ? "t" : `t${namespace[0]?.toUpperCase()}${namespace.slice(1)}`;
}

afterEach(() => speak("en"));

describe.each(namespaces)("the words of %s", (namespace) => {
  const english = leaves("en", namespace);

  it.each(languages)("are complete in %s", (language) => {
    const own = leaves(language, namespace);
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, said] of own) expect(typeof said, path).toBe(typeof english.get(path));
  });

  it.each(languages)("say something in %s, for every number", (language) => {
    speak(language);
    for (const [path, said] of leaves(language, namespace)) {
      if (typeof said === "string") expect(said.trim(), path).not.toBe("");
      else
        for (const n of [0, 1, 2, 3, 11, 100]) {
          const text = said(...(Array.from({ length: said.length }, () => n) as never[]));
          expect(text, path).toEqual(expect.any(String));
          expect(text.trim(), path).not.toMatch(/^$|undefined|NaN|\[object/);
        }
    }
  });

  it("are all shown somewhere", () => {
    const code = sources();
    const used = new Set([...code.matchAll(new RegExp(`(?<![\\w.])${nameOf(namespace)}((?:\\??\\.\\w+)+)`, "g"))].map((m) => (m[1] ?? "").replaceAll("?", "").slice(1)));
    const shown = (path: string) => [...used].some((use) => path === use || path.startsWith(`${use}.`) || use.startsWith(`${path}.`));
    expect([...english.keys()].filter((path) => !shown(path))).toEqual([]);
  });
});

// What a reviewer would otherwise have to look for in every change: the layers, and the few ways there are to say, show and read something.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const WORDS = /^i18n\/(en|fa|ar|fr|zh|vi)\//;
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
const read = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");
const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|schema\.d\.ts$/.test(file) && !WORDS.test(file)).map((file) => ({ file, code: read(file) }));

/** `file:line: what` for everything that the pattern finds in files of these folders. */
function found(pattern: RegExp, within: (file: string) => boolean): string[] {
  return sources.filter(({ file }) => within(file)).flatMap(({ file, code }) => [...code.matchAll(pattern)].map((match) => `${file}:${code.slice(0, match.index).split("\n").length}: ${match[0].trim()}`));
}

const under = (...folders: string[]) => (file: string) => folders.some((folder) => file.startsWith(`${folder}/`));

describe("layers", () => {
  it("lib and i18n import no component, feature or frame", () => {
    expect(found(/from "@\/(components|features|app)\b.*/g, under("lib", "i18n"))).toEqual([]);
  });
  it("components import no feature, and features not the frame", () => {
    expect(found(/from "@\/(features|app)\b.*/g, under("components"))).toEqual([]);
    expect(found(/from "@\/app\b.*/g, under("features"))).toEqual([]);
  });
});

describe("one way to do it", () => {
  it("short words at the edge go through components/toast, which loads their library late", () => {
    expect(found(/from "@mantine\/notifications"/g, (file) => !["components/ToastList.tsx", "components/toast.ts"].includes(file))).toEqual([]);
  });
  it("dates, numbers and lists go through lib/time, lib/money and i18n/format, which know the page's language", () => {
    expect(found(/\.toLocale(Date|Time)?String\b|new Intl\.\w+/g, (file) => !under("lib", "i18n")(file))).toEqual([]);
  });
  it("no amount is read as a JavaScript number", () => {
    expect(found(/\bparseFloat\(|\.toFixed\(/g, () => true)).toEqual([]);
  });
});

// Examples of addresses and of names for machines, which are the same in every language.
const SAME_EVERYWHERE = /^(https?:|\/|0x|[\w.+-]+@[\w-]+\.\w+|[\w.-]+\.example\b|[a-z]+_[a-z_]+$|[a-z]+:…$)/;
// Keys, and further such examples.
const ALLOWED = new Set(["Ctrl K", "Esc", "USD", "x-units", "usage.total_tokens", "graphic-design", "user"]);
const SHOWN = new Set(["alt", "aria-label", "aria-description", "description", "label", "placeholder", "title"]);

/** Texts with letters that a page shows as they stand in the source. */
function literals({ file, code }: { file: string; code: string }): string[] {
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const all: string[] = [];
  const take = (node: ts.Node, text: string) => {
    const said = text.trim();
    if (/\p{L}{2}/u.test(said) && !SAME_EVERYWHERE.test(said) && !ALLOWED.has(said)) all.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${said}`);
  };
  const takeString = (node: ts.Node | undefined) => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) take(node, node.text);
    else if (ts.isTemplateExpression(node)) for (const part of [node.head, ...node.templateSpans.map(({ literal }) => literal)]) take(part, part.text);
    else if (ts.isConditionalExpression(node)) for (const part of [node.whenTrue, node.whenFalse]) takeString(part);
    else if (ts.isJsxExpression(node)) takeString(node.expression);
  };
  const walk = (node: ts.Node) => {
    if (ts.isJsxText(node)) take(node, node.text);
    else if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) takeString(node);
    else if (ts.isJsxAttribute(node) && SHOWN.has(node.name.getText())) takeString(node.initializer);
    ts.forEachChild(node, walk);
  };
  walk(tree);
  return all;
}

describe("words", () => {
  it("stand in i18n, not in components", () => {
    expect(sources.filter(({ file }) => file.endsWith(".tsx")).flatMap(literals)).toEqual([]);
  });
});

describe("exports", () => {
  it("of values are imported by another file", () => {
    const all = files.filter((file) => /\.tsx?$/.test(file) && !/schema\.d\.ts$/.test(file)).map((file) => ({ file, code: read(file) }));
    const isImported = (file: string, name: string) => {
      const from = new RegExp(`["/]${file.replace(/\.tsx?$/, "").split("/").at(-1)}"`);
      const word = new RegExp(`\\b${name}\\b`);
      return all.some((other) => other.file !== file && from.test(other.code) && word.test(other.code));
    };
    const lonely = sources.flatMap(({ file, code }) => {
      const names = [...code.matchAll(/^export (?:async )?(?:const|let|function|class) (\w+)/gm)].map((match) => match[1] ?? "");
      return names.filter((name) => !isImported(file, name)).map((name) => `${file}: ${name}`);
    });
    expect(lonely).toEqual([]);
  });
});

describe("styles", () => {
  it("are of classes that something has", () => {
    const code = sources.map((source) => source.code).join("\n");
    const classes = files.filter((file) => file.endsWith(".css")).flatMap((file) => {
      const rules = read(file).replace(/\/\*[^]*?\*\//g, "");
      return [...new Set([...rules.matchAll(/\.([a-z][\w-]*)(?=[^{}]*\{)/gi)].map((match) => match[1] ?? ""))].map((name) => ({ file, name }));
    });
    const unused = classes.filter(({ name }) => !/^(mantine|m_)/.test(name) && !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code));
    expect(unused.map(({ file, name }) => `${file}: .${name}`)).toEqual([]);
  });
});

// What the server needs to know of a build, and the form in which it keeps it.
//
// `bundle.json` says for every page which scripts, styles and words it begins with, so that the server can name all of them in the page
// and none is found only after another has come. The tags that Vite writes into index.html are taken out again: the server writes them,
// because which ones depends on the page.
//
// Files that shrink are kept as Brotli only: everything is inside one program, and nearly every browser takes just that. The server makes
// the other forms when somebody asks for one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin, ResolvedConfig, Rollup } from "vite";

/** What a page begins with, beside what every page begins with. */
interface Page {
  scripts: string[];
  styles: string[];
  /** Namespaces of words. */
  words: string[];
}

interface Bundle extends Page {
  /** The script that starts the app; `scripts`, `styles` and `words` are what it needs. */
  entry: string;
  /** By the page's module below `src`. */
  pages: Record<string, Page>;
  /** File of each namespace, by language. */
  packs: Record<string, Record<string, string>>;
  /** Every address that has a page: the server answers 404 for the others. */
  routes: Route[];
}

interface Route {
  path: string;
  /** The page's module below `src`; none for an address that only leads on. */
  module: string | null;
  /** Only for people who are signed in. */
  own: boolean;
}

const SHRINKS = /\.(js|css|svg|txt|webmanifest)$/;
const PACK = /^src\/i18n\/([a-z]{2})\/(\w+)\.ts$/;
const LOADER = /^src\/i18n\/(\w+)\.ts$/;

export function delivery(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "amanat-delivery",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    transformIndexHtml: {
      order: "post",
      handler: (html) => html.replace(/[ \t]*<(script type="module"[^>]*><\/script|link rel="(modulepreload|stylesheet)"[^>]*)>\n?/g, ""),
    },
    // When nothing is taken out any more: Vite removes chunks that held only styles.
    writeBundle(_, output) {
      const folder = resolve(config.root, config.build.outDir);
      writeFileSync(join(folder, "bundle.json"), JSON.stringify(describe(output, config.root)));
      shrink(folder);
    },
  };
}

function describe(output: Rollup.OutputBundle, root: string): Bundle {
  const chunks = new Map(Object.values(output).filter((part) => part.type === "chunk").map((chunk) => [chunk.fileName, chunk]));
  const name = (id: string) => relative(root, id.split("?")[0] ?? id);

  const all = (file: string, found = new Set<string>()): Set<string> => {
    const chunk = chunks.get(file);
    if (!chunk || found.has(file)) return found;
    found.add(file);
    chunk.imports.forEach((next) => all(next, found));
    return found;
  };
  const styles = (files: string[]) => unique(files.flatMap((file) => [...(chunks.get(file)?.viteMetadata?.importedCss ?? [])]));
  const modules = (files: string[]) => files.flatMap((file) => Object.keys(chunks.get(file)?.modules ?? {}).map(name));

  const packs: Bundle["packs"] = {};
  for (const chunk of chunks.values()) {
    const [, language, namespace] = PACK.exec(chunk.facadeModuleId ? name(chunk.facadeModuleId) : "") ?? [];
    if (language && namespace) (packs[language] ??= {})[namespace] = chunk.fileName;
  }
  const words = (files: string[]) => modules(files).map((module) => LOADER.exec(module)?.[1] ?? "").filter((namespace) => packs.en?.[namespace]);

  const entry = [...chunks.values()].find((chunk) => chunk.isEntry)?.fileName ?? "";
  const first = all(entry);
  const begun = [...first].filter((file) => file !== entry);
  const common = { styles: new Set(styles([...first])), words: new Set(words([...first])) };
  const pages: Bundle["pages"] = {};
  for (const chunk of chunks.values()) {
    const module = chunk.facadeModuleId ? name(chunk.facadeModuleId) : "";
    if (!chunk.isDynamicEntry || !module.endsWith("Page.tsx")) continue;
    const scripts = [...all(chunk.fileName)].filter((file) => !first.has(file));
    pages[module.replace(/^src\//, "").replace(/\.tsx$/, "")] = {
      scripts,
      styles: styles(scripts).filter((file) => !common.styles.has(file)),
      words: unique(words(scripts)).filter((namespace) => !common.words.has(namespace)),
    };
  }
  return { entry, scripts: begun, styles: [...common.styles], words: [...common.words], pages, packs, routes: routes(join(root, "src/app/routes.tsx")) };
}

/** Read from the one place where they are written; a line that is written otherwise than the rest ends the build rather than its page. */
function routes(file: string): Route[] {
  const text = readFileSync(file, "utf8");
  const lines = [...text.matchAll(/\b(?:(page|own)\(\s*|path:\s*)"(\/[^"]*)"(?:,\s*\(\)\s*=>\s*import\("@\/([^"]+)"\))?/g)];
  const found = lines.map(([, how, path = "", module]) => ({ path, module: module ?? null, own: how === "own" }));
  const pages = text.match(/import\("@\/features\//g)?.length ?? 0;
  if (found.filter((route) => route.module).length !== pages) throw new Error(`${pages} pages are loaded in ${file}, but not all in the form page("/path", () => import("@/features/…"))`);
  return found;
}

function unique(list: string[]): string[] {
  return [...new Set(list)];
}

function shrink(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !SHRINKS.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    rmSync(path);
  }
}

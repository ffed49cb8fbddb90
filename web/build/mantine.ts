// The component library's styles, of those components only that the app uses: the whole of them is three times as much. What is used is
// read from the imports, so that nobody keeps a list; while developing it is simply everything.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Plugin, ResolvedConfig } from "vite";

const NAME = "virtual:mantine.css";
const LIBRARY = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles.css"));
const IMPORT = /import\s+(?:type\s+)?{([^}]*)}\s+from\s+"@mantine\/core"/g;

export function mantineStyles(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "amanat-mantine-styles",
    enforce: "pre",
    configResolved(resolved) {
      config = resolved;
    },
    resolveId: (id) => (id === NAME ? "\0mantine.css" : null),
    load(id) {
      if (id !== "\0mantine.css") return null;
      return config.command === "build" ? used(join(config.root, "src")) : readFileSync(join(LIBRARY, "styles.css"), "utf8");
    },
  };
}

function style(name: string): string {
  return readFileSync(join(LIBRARY, "styles", `${name}.css`), "utf8");
}

/** In the library's own order, on which its rules depend. */
function used(src: string): string {
  const components = [...names(src)].flatMap((name) => folder(name));
  const modules = new Set<string>();
  for (const component of components) collect(component, new Set(), modules);
  const whole = readFileSync(join(LIBRARY, "styles.css"), "utf8");
  const parts = [...modules].map(style).map((text) => ({ text, at: whole.indexOf(text.slice(0, 200)) }));
  const lost = parts.filter(({ at }) => at < 0);
  if (lost.length) throw new Error(`styles of @mantine/core that are not in its styles.css: ${lost.map(({ text }) => text.slice(0, 60)).join(" … ")}`);
  // In a layer, so that the theme's own values win wherever their `<style>` stands: the server puts this file after it.
  const defaults = `@layer defaults {${style("default-css-variables")}}`;
  return [style("baseline"), defaults, style("global"), ...parts.sort((a, b) => a.at - b.at).map(({ text }) => text)].join("\n");
}

/** What the app imports from the library. */
function names(src: string): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!/\.tsx?$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const [, list = ""] of text.matchAll(IMPORT)) for (const name of list.split(",")) found.add((name.trim().split(" as ")[0] ?? "").trim());
  }
  return found;
}

const ROOT = join(LIBRARY, "esm/components");

/** Where a component's code is. */
function folder(name: string): string[] {
  const file = join(ROOT, name, `${name}.mjs`);
  return existsSync(file) ? [file] : [];
}

/** Follows what a component is made of, to every style that any part of it brings. */
function collect(file: string, seen: Set<string>, modules: Set<string>): void {
  if (seen.has(file) || !existsSync(file)) return;
  seen.add(file);
  const name = /([A-Z]\w*)\.module\.mjs$/.exec(file)?.[1];
  if (name && existsSync(join(LIBRARY, "styles", `${name}.css`))) modules.add(name);
  for (const [, next = ""] of readFileSync(file, "utf8").matchAll(/from\s+"(\.[^"]+)"/g)) collect(resolve(dirname(file), next), seen, modules);
}

// How scripts are cut: what every page needs comes in two files, the libraries (which seldom change) and the frame; the rest is cut by
// page. Left alone, the bundler makes a file of every few modules that some pages share: seventy for a page, an eighth larger together.
import type { Plugin, Rollup } from "vite";

/** Of the libraries, what stands on every page. */
const VENDOR = /node_modules\/(react|react-dom|scheduler|react-router|cookie|set-cookie-parser|@tanstack|openapi-fetch|clsx|@mantine\/core\/esm\/(core|utils)|@mantine\/core\/esm\/components\/(ActionIcon|Alert|Anchor|Avatar|Badge|Button|CloseButton|Group|Loader|Paper|Portal|Skeleton|Stack|Text|Title|Transition|UnstyledButton))\//;
/** What files of words begin with: whoever waits for words must not be in one file with it, or the two would wait for each other. */
const WORDS = /\/src\/i18n\/(format|language|words)\.ts$/;
const OURS = /\/src\/(app|components|features|lib)\//;

export function chunks(): Plugin {
  const first = new Set<string>();
  return {
    name: "amanat-chunks",
    apply: "build",
    buildEnd() {
      const walk = (id: string) => {
        if (first.has(id)) return;
        first.add(id);
        this.getModuleInfo(id)?.importedIds.forEach(walk);
      };
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) walk(id);
    },
    outputOptions(options: Rollup.OutputOptions) {
      return {
        ...options,
        codeSplitting: {
          groups: [
            { name: "words", test: WORDS, priority: 30 },
            { name: "vendor", test: VENDOR, priority: 20 },
            { name: (id: string) => (first.has(id) && OURS.test(id) ? "frame" : null), priority: 10 },
          ],
        },
      };
    },
  };
}

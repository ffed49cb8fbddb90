// The web app's own sentences in any language, so that a journey can look for what a reader of that language sees.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const WEB = resolve(import.meta.dirname, "../web");

let server;

async function load(path) {
  // A promise, so that those who ask at once share one.
  server ??= import(pathToFileURL(join(WEB, "node_modules/vite/dist/node/index.js")).href).then(({ createServer }) =>
    createServer({ root: WEB, logLevel: "error", server: { middlewareMode: true, hmr: false, ws: false, watch: null }, appType: "custom", optimizeDeps: { noDiscovery: true, include: [] } }),
  );
  return (await server).ssrLoadModule(path);
}

/** `words("fa", "order")`: the sentences of a namespace; plurals and numbers follow the language that was asked for last. */
export async function words(language, namespace) {
  const { speak } = await load("/src/i18n/language.ts");
  speak(language);
  return (await load(`/src/i18n/${language}/${namespace}.ts`)).default;
}

/** Lets the process end. */
export async function closeWords() {
  await (await server)?.close();
  server = undefined;
}

// The service worker. It keeps three things and nothing else: the page that is shown without a connection, in every language, with its script; the icons;
// and files with a hash in their name, which never change. It keeps no page and no answer of the API: both are somebody's own.
//
// A new one takes over when every window of the old one is closed, so that nothing changes under a person's hands.
const OFFLINE = "offline-2";
const ASSETS = "assets-1";
const LANGUAGES = ["en", "fa", "ar", "fr", "zh", "vi"];
const offlinePage = (language) => `/offline/${language}.html`;
const FIRST = [...LANGUAGES.map(offlinePage), "/offline.js", "/favicon.svg", "/icons/192.png", "/icons/512.png"];
/** More than one version of the app has; the oldest go first. */
const MOST_ASSETS = 300;
/** Where the browser itself should say what is wrong: downloads, documents, machines. */
const NOT_OURS = /^\/(api|gateway|files|docs|socket\.io|openapi\.json)(\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(OFFLINE).then((cache) => cache.addAll(FIRST.map((url) => new Request(url, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== OFFLINE && name !== ASSETS) await caches.delete(name);
      await self.registration.navigationPreload?.enable();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!NOT_OURS.test(url.pathname)) event.respondWith(page(event));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(asset(event));
  } else if (FIRST.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(url.pathname)) ?? Response.error()));
  }
});

/** From the server, always; without a connection, the offline page in the language of the last page that came. */
async function page(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    const language = response.headers.get("content-language");
    if (LANGUAGES.includes(language)) event.waitUntil(remember(language));
    return response;
  } catch {
    const cache = await caches.open(OFFLINE);
    const language = (await (await cache.match("/language"))?.text()) ?? "en";
    const kept = await cache.match(offlinePage(language));
    return kept ? withScript(kept) : Response.error();
  }
}

/** The offline page as it stands in for another: it asks for that one again by itself. Its policy stays, which allows our own scripts. */
async function withScript(kept) {
  const headers = new Headers(kept.headers);
  for (const name of ["content-encoding", "content-length", "etag"]) headers.delete(name);
  const text = await kept.text();
  return new Response(text.replace("</head>", '<script src="/offline.js" defer></script></head>'), { headers });
}

async function remember(language) {
  const cache = await caches.open(OFFLINE);
  if ((await (await cache.match("/language"))?.text()) !== language) await cache.put("/language", new Response(language));
}

async function asset(event) {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keep(cache, event.request, response.clone()));
  return response;
}

async function keep(cache, request, response) {
  await cache.put(request, response);
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST_ASSETS))) await cache.delete(old);
}

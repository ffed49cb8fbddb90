// The service worker (public/sw.js): the offline page, and hashed files. Only where files are hashed, so not while developing.

/** Call once. It waits until the page is there. */
export function startWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}

// After a new version is rolled out, parts of the page that this tab was loaded from are gone. Loading the page again mends it, once.

const KEY = "amanat.reloaded";
/** A second failure within this time isn't a new version. */
const AGAIN_AFTER_MS = 60_000;

/** True for the error of a script that could not be loaded, in the words of the browsers. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed|Unable to preload CSS/i.test(error.message);
}

/** Loads the page again unless that was just done, or nothing can be loaded now. True if it does. */
export function reloadOnce(now = Date.now()): boolean {
  if (!navigator.onLine) return false;
  const last = Number(sessionStorage.getItem(KEY));
  if (last > 0 && now - last < AGAIN_AFTER_MS) return false;
  sessionStorage.setItem(KEY, String(now));
  location.reload();
  return true;
}

/** Loads the page again when the browser has a connection again, if it has none now. The answer ends the waiting. */
export function reloadWhenOnline(): () => void {
  if (navigator.onLine) return () => undefined;
  const again = () => location.reload();
  window.addEventListener("online", again, { once: true });
  return () => window.removeEventListener("online", again);
}

/** Call once. */
export function watchForNewVersion(): void {
  window.addEventListener("vite:preloadError", (event) => {
    if (reloadOnce()) event.preventDefault();
  });
}

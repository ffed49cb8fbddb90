// Secrets of links stand behind the #: browsers send that part to nobody.

/** Reads these values of the address's fragment and takes the fragment away, so that it stays in no history. */
export function fragment<K extends string>(...names: K[]): Partial<Record<K, string>> {
  const values = new URLSearchParams(location.hash.slice(1));
  const found: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = values.get(name);
    if (value) found[name] = value;
  }
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  return found;
}

// Pasted into a tab that shows the page already, a link changes only this part, and the browser loads nothing.
window.addEventListener("hashchange", () => {
  if (/[#&]token=/.test(location.hash)) location.reload();
});

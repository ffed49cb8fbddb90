// Secrets of links stand behind the #: browsers send that part to nobody.
import { useEffect, useState } from "react";

/**
 * These values of the address's fragment, which is then taken away, so that it stays in no history. Taken away only once the page
 * stands: React may begin to draw a page and start over, and what the first try took would be lost to the second.
 */
export function useFragment<K extends string>(...names: K[]): Partial<Record<K, string>> {
  const [found] = useState(() => read(names));
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  }, []);
  return found;
}

function read<K extends string>(names: K[]): Partial<Record<K, string>> {
  const values = new URLSearchParams(location.hash.slice(1));
  const found: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = values.get(name);
    if (value) found[name] = value;
  }
  return found;
}

// Pasted into a tab that shows the page already, a link changes only this part, and the browser loads nothing.
window.addEventListener("hashchange", () => {
  if (/[#&]token=/.test(location.hash)) location.reload();
});

const KEPT_MS = 1_000;

/** Hands something to the browser as a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // Some browsers begin to read only after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

export const saveText = (name: string, text: string): void => saveFile(name, new Blob([text], { type: "text/plain" }));

export const saveJson = (name: string, value: unknown): void => saveFile(name, new Blob([JSON.stringify(value, null, 2)], { type: "application/json" }));

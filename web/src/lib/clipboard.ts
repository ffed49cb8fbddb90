// Copying what money is sent to. Programs exist that put another address into the clipboard, so what it holds is read back where the
// browser lets us, and the person is asked to compare where it doesn't.

/** `same`: the clipboard was read back and holds it. `unread`: copied, but nobody looked. `different`: it holds something else. */
export type CopyOutcome = "same" | "unread" | "different" | "failed";

export type ClipboardLike = Pick<Clipboard, "writeText"> & Partial<Pick<Clipboard, "readText">>;

/** How long a program that lies in wait gets to show itself. */
const LURK_MS = 700;

const here = (): ClipboardLike | undefined => globalThis.navigator?.clipboard;

/** Whether reading needs no question to the person. */
async function mayRead(): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: "clipboard-read" as PermissionName });
    return state === "granted";
  } catch {
    return false; // Firefox and Safari know no such permission
  }
}

/** Looks what the clipboard holds; the browser may ask the person first. */
export async function readBack(value: string, clipboard = here()): Promise<CopyOutcome> {
  try {
    const held = await clipboard?.readText?.();
    if (held === undefined) return "unread";
    return held.trim() === value ? "same" : "different";
  } catch {
    return "unread";
  }
}

/** Copies, and looks at once and a moment later whether it is still there. */
export async function copyText(value: string, clipboard = here(), readable = mayRead, lurk = LURK_MS): Promise<CopyOutcome> {
  try {
    if (!clipboard) return copyByHand(value) ? "unread" : "failed";
    await clipboard.writeText(value);
  } catch {
    return "failed";
  }
  if (!(await readable())) return "unread";
  const first = await readBack(value, clipboard);
  if (first !== "same") return first;
  await new Promise((resolve) => setTimeout(resolve, lurk));
  // Away in another window by now, it can't be read any more: what was seen first stands.
  return (await readBack(value, clipboard)) === "different" ? "different" : "same";
}

/** The old way, for pages that aren't served securely. */
function copyByHand(value: string): boolean {
  const field = document.createElement("textarea");
  field.value = value;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

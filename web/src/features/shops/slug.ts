// A shop's name in its address.

const FORM = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const [LEAST, MOST] = [3, 40];

export function isSlug(text: string): boolean {
  return text.length >= LEAST && text.length <= MOST && FORM.test(text);
}

/** A beginning for whoever has typed no address yet; empty where a name has no Latin letters. */
export function slugFor(name: string): string {
  const latin = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = latin.replace(/[^a-z0-9]+/g, "-").slice(0, MOST).replace(/^-+|-+$/g, "");
  return slug.length >= LEAST ? slug : "";
}

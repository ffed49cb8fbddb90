// The parts of a letter's plain text, to be shown as the letter would look.

export type Part = { kind: "text" | "foot"; text: string } | { kind: "link"; label: string; href: string };

/** Paragraphs; what its button leads to stands below the button's words; below the two dashes it is small print. */
export function partsOf(text: string): Part[] {
  const [body = "", foot] = text.split(/^-- $/m);
  const paragraphs = (of: string) => of.split(/\n{2,}/).map((part) => part.trim()).filter(Boolean);
  const parts = paragraphs(body).map((part): Part => {
    const [, label, href] = /^(.+?):?\n(https?:\/\/\S+)$/.exec(part) ?? [];
    return label && href ? { kind: "link", label, href } : { kind: "text", text: part };
  });
  return [...parts, ...paragraphs(foot ?? "").map((small): Part => ({ kind: "foot", text: small }))];
}

// What was before and is after, name by name, for reading side by side.

export interface Change {
  name: string;
  before: string | null;
  after: string | null;
  changed: boolean;
}

type Values = Record<string, unknown> | null | undefined;

/** Nested values by their path: `{a: {b: 1}}` is `a.b`. */
function flat(value: unknown, path: string, into: Map<string, string>): void {
  if (value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0) {
    for (const [name, inner] of Object.entries(value)) flat(inner, path ? `${path}.${name}` : name, into);
  } else if (path) {
    into.set(path, typeof value === "string" ? value : JSON.stringify(value));
  }
}

/** Every value that either side names, what differs first. A side that says nothing has no values, which isn't a change of each. */
export function changes(before: Values, after: Values): Change[] {
  const [was, is] = [new Map<string, string>(), new Map<string, string>()];
  flat(before, "", was);
  flat(after, "", is);
  const both = was.size > 0 && is.size > 0;
  const all = [...new Set([...was.keys(), ...is.keys()])].map((name) => {
    const [old, now] = [was.get(name) ?? null, is.get(name) ?? null];
    return { name, before: old, after: now, changed: both && old !== now };
  });
  return all.sort((a, b) => Number(b.changed) - Number(a.changed));
}

// Loads the sentences of one namespace in the page's language. Each language of each namespace is a file of its own, so that nobody
// loads what they don't read. The compiler holds every language to the shape of the English one.
import { type Language, language } from "./language";

const packs = import.meta.glob<{ default: unknown }>("./{en,fa,ar,fr,zh,vi}/*.ts");

/** The sentences of a namespace in one language. */
export async function words<T>(namespace: string, of: Language = language): Promise<T> {
  const pack = packs[`./${of}/${namespace}.ts`] ?? packs[`./en/${namespace}.ts`];
  if (!pack) throw new Error(`no words for ${namespace}`);
  return (await pack()).default as T;
}

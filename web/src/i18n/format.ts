// Numbers and plurals in the page's language, for the sentences.
import { tag } from "./language";

const kept = new Map<string, unknown>();

/** One formatter for each language and purpose: making one is slow. */
export function formatter<T>(purpose: string, make: (tag: string) => T, of: string = tag()): T {
  const name = `${purpose} ${of}`;
  if (!kept.has(name)) kept.set(name, make(of));
  return kept.get(name) as T;
}

/** A whole or decimal number, grouped, in the language's digits. Not for money. */
export function num(n: number): string {
  return formatter("num", (of) => new Intl.NumberFormat(of, { maximumFractionDigits: 20 })).format(n);
}

/** `0.25` as `25%`, with at most one place. */
export function percent(share: number): string {
  return formatter("percent", (of) => new Intl.NumberFormat(of, { style: "percent", maximumFractionDigits: 1 })).format(share);
}

/** `a, b and c`. */
export function list(parts: string[]): string {
  return formatter("list", (of) => new Intl.ListFormat(of, { type: "conjunction" })).format(parts);
}

/** The sentence for a number, by the plural rules of the language (CLDR): Arabic needs all six, Chinese only `other`. */
export function plural(n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  const rule = formatter("plural", (of) => new Intl.PluralRules(of)).select(n);
  return forms[rule] ?? forms.other;
}

/** A name in a sentence: its letters may run the other way, and must not draw the numbers beside it along. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

// A request that is being written: what it holds, what is missing, and what is sent.
import { tMarket } from "@/i18n/market";
import { compareDecimals, readDecimal, toInput } from "@/lib/money";
import type { NewRequest, RequestChange, RequestFile, RequestView } from "@/lib/types";

export const STEPS = ["category", "details", "budget", "deadline", "files", "review"] as const;
export type Step = (typeof STEPS)[number];

/** As it was typed. */
export interface Draft {
  categoryId: string;
  title: string;
  description: string;
  budgetMin: string;
  budgetMax: string;
  currency: string;
  /** `2026-11-30`, or nothing. */
  day: string;
  files: RequestFile[];
}

export const EMPTY: Draft = { categoryId: "", title: "", description: "", budgetMin: "", budgetMax: "", currency: "USD", day: "", files: [] };

/** As the server has it. */
export const MOST_FILES = 10;

type Field = keyof Draft;

/** Where a field is asked for; also by the server's names. */
const STEP_OF: Record<string, Step> = {
  categoryId: "category", title: "details", description: "details", budgetMin: "budget", budgetMax: "budget", currency: "budget", day: "deadline", deadlineAt: "deadline", fileIds: "files", files: "files",
};

/** The step with the field of a complaint such as `fileIds[2]`. */
export function stepOf(path: string): Step {
  return STEP_OF[/^\w+/.exec(path)?.[0] ?? ""] ?? "review";
}

/** What keeps the draft from being posted, by field. */
export function problems(draft: Draft, now: Date = new Date()): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  if (!draft.categoryId) found.categoryId = tMarket.wizard.chooseCategory;
  if ([...draft.title.trim()].length < 3) found.title = tMarket.wizard.nameShort;
  if ([...draft.description.trim()].length < 10) found.description = tMarket.wizard.descriptionShort;
  const [min, max] = [amount(draft.budgetMin), amount(draft.budgetMax)];
  if (min === undefined) found.budgetMin = tMarket.wizard.badAmount;
  if (max === undefined) found.budgetMax = tMarket.wizard.badAmount;
  if (min && max && compareDecimals(min, max) > 0) found.budgetMax = tMarket.wizard.upsideDown;
  if (draft.day && !(endOf(draft.day).getTime() > now.getTime())) found.day = tMarket.wizard.pastDay;
  return found;
}

/** The first step with a problem, or the review. */
export function firstOpen(draft: Draft, now?: Date): Step {
  const fields = Object.keys(problems(draft, now));
  return STEPS.find((step) => fields.some((field) => stepOf(field) === step)) ?? "review";
}

/** Null for nothing, undefined for what is no amount. */
function amount(typed: string): string | null | undefined {
  if (!typed.trim()) return null;
  const decimal = readDecimal(typed);
  return decimal !== null && compareDecimals(decimal, "0") > 0 ? decimal : undefined;
}

/** The end of a day where the person is. */
const endOf = (day: string) => new Date(`${day}T23:59:59`);

/** The day of an instant where the person is, for a field of dates. */
export function dayOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function bodyOf(draft: Draft): NewRequest {
  return {
    categoryId: draft.categoryId,
    title: draft.title.trim(),
    description: draft.description.trim(),
    budgetMin: amount(draft.budgetMin) ?? null,
    budgetMax: amount(draft.budgetMax) ?? null,
    currency: draft.currency,
    deadlineAt: draft.day ? endOf(draft.day).toISOString() : null,
    fileIds: draft.files.map(({ fileId }) => fileId),
  };
}

export function draftOf(request: RequestView): Draft {
  return {
    categoryId: request.category.id,
    title: request.title,
    description: request.description,
    budgetMin: request.budgetMin ? toInput(request.budgetMin) : "",
    budgetMax: request.budgetMax ? toInput(request.budgetMax) : "",
    currency: request.currency,
    day: request.deadlineAt ? dayOf(new Date(request.deadlineAt)) : "",
    files: request.files,
  };
}

/** Only what is different: a deadline that was not touched may be over, and is not set anew. */
export function changeOf(request: RequestView, draft: Draft): RequestChange {
  const [before, after] = [bodyOf(draftOf(request)), bodyOf(draft)];
  const changed = Object.entries(after).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof NewRequest]));
  return Object.fromEntries(changed);
}

const storageKey = (user: string) => `amanat.request-draft.${user}`;

/** What this person has begun in this tab. */
export function loadDraft(user: string): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey(user)) ?? "null");
    return { ...EMPTY, ...(typeof kept === "object" ? kept : null) };
  } catch {
    return EMPTY;
  }
}

/** Kept in this tab; null forgets it. A browser that keeps nothing only loses the comfort. */
export function keepDraft(user: string, draft: Draft | null): void {
  try {
    if (draft) sessionStorage.setItem(storageKey(user), JSON.stringify(draft));
    else sessionStorage.removeItem(storageKey(user));
  } catch {
    // Full, or forbidden.
  }
}

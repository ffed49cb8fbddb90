// Which language this page speaks. It is chosen once, before anything is drawn; choosing another loads the page anew.

/** The languages, each by its own name, with the tag that numbers and dates follow. Which digits Arabic has by default differs between browsers. */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr", tag: "en-GB" },
  fa: { name: "فارسی", dir: "rtl", tag: "fa-IR" },
  ar: { name: "العربية", dir: "rtl", tag: "ar-u-nu-latn" },
  fr: { name: "Français", dir: "ltr", tag: "fr-FR" },
  zh: { name: "中文", dir: "ltr", tag: "zh-CN" },
  vi: { name: "Tiếng Việt", dir: "ltr", tag: "vi-VN" },
} as const;

export type Language = keyof typeof LANGUAGES;

/** In which calendar days are written. */
export type Calendar = "gregory" | "persian";

const CALENDAR = "amanat.calendar";

export function isLanguage(text: unknown): text is Language {
  return typeof text === "string" && Object.hasOwn(LANGUAGES, text);
}

/** The server has chosen already (the person's cookie, else what the browser asks for) and written it into the page. */
function chosen(): Language {
  const said = globalThis.document?.documentElement.lang;
  return isLanguage(said) ? said : "en";
}

/** The language of this page. */
export let language: Language = chosen();

/** The tag for `Intl`, without a calendar. */
export const tag = (): string => LANGUAGES[language].tag;

export const direction = (): "ltr" | "rtl" => LANGUAGES[language].dir;

/** Speaks another language from now on: for tests, which load no page anew. */
export function speak(other: Language): void {
  language = other;
}

/** Remembers the choice for a year, where the server sees it too, and loads the page in it. */
export function chooseLanguage(next: Language): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `lang=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  const here = new URL(location.href);
  here.searchParams.delete("lang");
  if (here.href === location.href) location.reload();
  else location.replace(here);
}

/** Persian readers expect the Persian calendar; everybody may choose. */
export function calendar(): Calendar {
  const said = globalThis.localStorage?.getItem(CALENDAR);
  return said === "persian" || said === "gregory" ? said : language === "fa" ? "persian" : "gregory";
}

export function chooseCalendar(next: Calendar): void {
  localStorage.setItem(CALENDAR, next);
  location.reload();
}

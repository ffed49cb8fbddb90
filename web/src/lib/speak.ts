// Which language the page speaks, and that all tabs and the letters speak it too.
import { chooseLanguage, isLanguage, type Language, language } from "@/i18n/language";
import { api, unwrap } from "./api";
import { getSession } from "./session";
import { tellTabs } from "./tabs";

/** Speaks another language from now on. Who is signed in gets letters in it, too. */
export async function speakTo(next: Language): Promise<void> {
  const session = getSession();
  if (session.status === "signedIn" && !session.looking && session.user.language !== next) {
    // The page speaks it even if the letters can't be told now.
    await unwrap(api.PATCH("/api/user/me", { body: { language: next } })).catch(() => undefined);
  }
  tellTabs({ type: "language" });
  chooseLanguage(next);
}

/** A language that somebody chose in this browser; null if nobody did. */
function chosenByHand(): Language | null {
  const said = /(?:^|;\s*)lang=(\w+)/.exec(document.cookie)?.[1];
  return isLanguage(said) ? said : null;
}

/** The language that the page should change to for this person: the account's, unless one was chosen in this browser. */
export function wishOf(user: { language: string }): Language | null {
  return chosenByHand() === null && isLanguage(user.language) && user.language !== language ? user.language : null;
}

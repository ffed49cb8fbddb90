import { chooseLanguage, type Language } from "@/i18n/language";
import { getSession } from "@/lib/session";

/** Speaks another language from now on. Who is signed in gets letters in it, too. */
export async function speakTo(next: Language): Promise<void> {
  const session = getSession();
  if (session.status === "signedIn" && !session.looking && session.user.language !== next) {
    const { changeProfile } = await import("./api");
    // The page speaks it even if the letters can't be told now.
    await changeProfile({ language: next }).catch(() => undefined);
  }
  chooseLanguage(next);
}

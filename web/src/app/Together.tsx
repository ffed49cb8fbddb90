// What happens elsewhere and concerns this page: a session that ended, another tab's language, a notification.
import { Anchor } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";
import { toast, untoast } from "@/components/toast";
import { wishOf } from "@/lib/speak";
import { t } from "@/i18n/common";
import { chooseLanguage } from "@/i18n/language";
import { useSession } from "@/lib/session";
import { onEvent } from "@/lib/socket";
import { onTabs } from "@/lib/tabs";
import { typing } from "./typing";

/** Pages that lead on by themselves once somebody is signed in. */
const WAYS_IN = /^\/(login|register|verify|magic)(\/|$)/;

export function Together() {
  useEndedSession();
  useLanguages();
  useArrivals();
  return null;
}

/** Says that the session ended, and leads back to where the person was then. */
function useEndedSession(): void {
  const session = useSession();
  const { pathname, search } = useLocation();
  const here = useRef("/");
  const ended = session.status === "anonymous" && session.ended === true;
  useEffect(() => {
    if (!ended) {
      here.current = pathname + search;
      return untoast("ended");
    }
    const message = <>{t.app.ended} <Anchor component={Link} to="/login" state={{ from: here.current }} inherit>{t.app.signInAgain}</Anchor></>;
    toast({ id: "ended", message, color: "orange", autoClose: false });
  }, [ended, pathname, search]);
}

/** The account's language after signing in, and what another tab has chosen. */
function useLanguages(): void {
  const session = useSession();
  const { pathname } = useLocation();
  const user = session.status === "signedIn" && !session.looking ? session.user : null;
  useEffect(() => {
    const wish = user && !WAYS_IN.test(pathname) ? wishOf(user) : null;
    if (wish) chooseLanguage(wish);
  }, [user, pathname]);

  useEffect(() => onTabs(({ type }) => {
    if (type !== "language") return;
    // Nobody loses what they are writing.
    if (!typing()) location.reload();
    else toast({ id: "language", message: <>{t.app.languageChanged} <Anchor component="button" type="button" inherit onClick={() => location.reload()}>{t.app.reload}</Anchor></>, autoClose: false });
  }), []);
}

/** Shows a notification that has just come. Where it leads, the server has said. */
function useArrivals(): void {
  useEffect(() => onEvent("notification:received", ({ title, link }) => {
    if (typeof title !== "string") return;
    const to = typeof link === "string" && link.startsWith("/") && !link.startsWith("//") ? link : "/notifications";
    // Who looks at it sees it change.
    if (to === location.pathname) return;
    toast({ role: "status", message: <Anchor component={Link} to={to} inherit c="inherit" dir="auto">{title}</Anchor>, "aria-label": t.note.arrived(title) });
  }), []);
}

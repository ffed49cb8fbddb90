// Who is signed in. The access token lives in memory only; the refresh token is an HttpOnly cookie that scripts never see.
import { useSyncExternalStore } from "react";
import { singleFlight, type Tokens } from "./transport";
import { onTabs, tellTabs } from "./tabs";
import type { Role, User } from "./types";

export type Session =
  | { status: "starting" }
  /** `ended`: it was another tab, another device or time that ended the session, not this page. */
  | { status: "anonymous"; ended?: boolean }
  /** `looking`: an administrator sees what this person sees, and may only look. */
  | { status: "signedIn"; token: string; user: User; looking?: boolean };

// Only a hint, so that a stranger's page load doesn't ask for a session that isn't there.
const HINT = "amanat.signed-in";

let session: Session = { status: "starting" };
const listeners = new Set<() => void>();

function set(next: Session): void {
  session = next;
  if (next.status === "signedIn") localStorage.setItem(HINT, "1");
  if (next.status === "anonymous") localStorage.removeItem(HINT);
  for (const listener of listeners) listener();
}

export function getSession(): Session {
  return session;
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, getSession);
}

export function useUser(): User | null {
  const current = useSession();
  return current.status === "signedIn" ? current.user : null;
}

export function hasRole(user: User | null, ...roles: Role[]): boolean {
  return roles.some((role) => user?.roles.includes(role));
}

export function signedIn(answer: { accessToken: string; user: User }): void {
  set({ status: "signedIn", token: answer.accessToken, user: answer.user });
  tellTabs({ type: "in", user: answer.user.id });
}

/** From now on, until the page is loaded anew, everything is seen as this person sees it. */
export function lookThrough(answer: { accessToken: string; user: User }): void {
  set({ status: "signedIn", token: answer.accessToken, user: answer.user, looking: true });
}

/** Back to who is really signed in: their session stands in the cookie. */
export function stopLooking(): void {
  location.assign("/staff/people");
}

/** This page has signed its person out. */
export function signedOut(): void {
  set({ status: "anonymous" });
  tellTabs({ type: "out" });
}

/** The session has ended without this page's doing. */
function ended(): void {
  set({ status: "anonymous", ended: session.status === "signedIn" });
}

/** The name or roles changed without a new token. */
export function updateUser(user: User): void {
  if (session.status === "signedIn") set({ ...session, user });
}

async function askForToken(): Promise<string | null> {
  const response = await fetch("/api/auth/refresh", { method: "POST", credentials: "same-origin" });
  if (response.status === 401 || response.status === 403) {
    ended();
    return null;
  }
  if (!response.ok) throw new Error(`refresh answered ${response.status}`);
  const { data } = (await response.json()) as { data: { accessToken: string; user: User } };
  set({ status: "signedIn", token: data.accessToken, user: data.user });
  return data.accessToken;
}

// Tabs share the cookie. Those that ask within seconds get the same token, but one that comes later with a used token ends the session
// for all of them: so one tab at a time.
const refresh = singleFlight(async () => {
  if (session.status === "signedIn" && session.looking) {
    // The look is over. What was asked through another's eyes must not be done with one's own rights.
    stopLooking();
    return null;
  }
  try {
    return await (navigator.locks ? navigator.locks.request("amanat-refresh", askForToken) : askForToken());
  } catch {
    return null; // the server can't be reached: the caller's request fails with its own answer
  }
});

/** Takes up the session that the cookie stands for, if any. */
export const startSession = singleFlight(async () => {
  if (session.status !== "starting") return;
  if (localStorage.getItem(HINT)) await refresh();
  if (getSession().status === "starting") set({ status: "anonymous" });
});

export const tokens: Tokens = {
  async current() {
    if (session.status === "starting") await startSession();
    const now = getSession();
    return now.status === "signedIn" ? now.token : null;
  },
  refresh,
  person: () => (session.status === "signedIn" ? session.user.id : null),
};

// The tabs share the cookie, so they agree on who is signed in.
onTabs((word) => {
  if (session.status === "signedIn" && session.looking) return;
  if (word.type === "out") {
    if (session.status === "signedIn") ended();
  } else if (word.type === "in" && (session.status === "anonymous" || (session.status === "signedIn" && session.user.id !== word.user))) void refresh();
});

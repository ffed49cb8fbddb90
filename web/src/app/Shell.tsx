// The frame of every page.
import { Button } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from "react";
import { Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { Loading } from "@/components/states";
import { Toasts } from "@/components/Toasts";
import { useSubmit } from "@/components/submit";
import { endLook } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { proof } from "@/lib/proof";
import { stopLooking, useSession } from "@/lib/session";
import { Announcer } from "./Announcer";
import { BottomBar } from "./BottomBar";
import { Connection } from "./Connection";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { isAtDesk } from "./navigation";
import { Overlays } from "./Overlays";
import { SideNav } from "./SideNav";
import { Together } from "./Together";

const ProofDialog = lazy(async () => ({ default: (await import("@/features/accounts/ProofDialog")).ProofDialog }));

export function Shell() {
  const session = useSession();
  const user = session.status === "signedIn" ? session.user : null;
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const moving = useNavigation().state !== "idle";
  const isDesk = isAtDesk(user, pathname);

  // After a change of page, the keyboard goes on from its content.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);

  return (
    <div className="shell" data-desk={isDesk || undefined}>
      <a className="skip" href="#main">{t.app.skip}</a>
      {user && session.status === "signedIn" && session.looking && <Looking name={user.displayName} />}
      <Header user={user} starting={session.status === "starting"} />
      <div className="progress" data-on={moving || undefined} aria-hidden />
      <Connection />
      <div className={isDesk ? "desk" : undefined}>
        {isDesk && <SideNav user={user} />}
        <main className="main" id="main" ref={main} tabIndex={-1} aria-busy={moving}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Footer />
      <BottomBar user={user} />
      <Announcer />
      <Together />
      <Overlays user={user} />
      <Toasts />
      {user && <Proof />}
      <ScrollRestoration />
    </div>
  );
}

/** Its dialog is loaded when the first proof is asked for, and stays, to close in its own time. */
function Proof() {
  const asked = useSyncExternalStore(proof.subscribe, proof.isAsked);
  const wanted = useRef(false);
  wanted.current ||= asked;
  return wanted.current ? <Suspense><ProofDialog /></Suspense> : null;
}

function Looking({ name }: { name: string }) {
  const end = useSubmit({ send: () => endLook(), onDone: stopLooking });
  return (
    <div className="looking" role="status">
      <span>{t.looking.banner(name)}</span>
      <Button size="xs" color="dark" loading={end.isPending} onClick={() => end.mutate()}>{t.looking.end}</Button>
    </div>
  );
}

import { type ReactNode, useDeferredValue, useEffect } from "react";
import { Navigate, useLocation } from "react-router";
import { Loading } from "@/components/states";
import { hasRole, useSession } from "@/lib/session";
import type { Role } from "@/lib/types";
import { Forbidden } from "./Forbidden";

/** Sends strangers to the sign-in and brings them back afterwards. What is shown is decided by the server anyway. */
export function Only({ roles, children }: { roles: Role[]; children: ReactNode }) {
  const session = useSession();
  // The page behind is drawn in pieces, see Loaded.
  const known = useDeferredValue(session.status !== "starting");
  const here = useLocation();
  // The server's `noindex` is for those who aren't signed in, as search engines never are. Pages measured by somebody who is aren't theirs.
  useEffect(() => {
    if (session.status === "signedIn") document.querySelector("meta[name=robots]")?.remove();
  }, [session.status]);
  if (session.status === "starting" || !known) return <Loading />;
  if (session.status === "anonymous") return <Navigate to="/login" replace state={{ from: here.pathname + here.search }} />;
  if (roles.length > 0 && !hasRole(session.user, ...roles)) return <Forbidden user={session.user} needed={roles} />;
  return children;
}

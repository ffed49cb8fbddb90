import { lazy, Suspense } from "react";
import { Loading } from "@/components/states";
import { useSession } from "@/lib/session";
import { Landing } from "./Landing";

const Home = lazy(() => import("./Home"));

/** The start: for strangers what this is, for who is signed in what waits for them. */
export default function FrontPage() {
  const session = useSession();
  if (session.status === "starting") return <Loading />;
  return session.status === "signedIn" ? <Suspense fallback={<Loading />}><Home user={session.user} /></Suspense> : <Landing />;
}

import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/lib/errors";
import { getSession, subscribe } from "@/lib/session";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Freshness comes over the socket; a refusal doesn't change by asking again.
      staleTime: 30_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

// Nobody sees what the person before them saw.
let who: string | null = null;
subscribe(() => {
  const session = getSession();
  if (session.status === "starting") return;
  const now = session.status === "signedIn" ? session.user.id : null;
  if (who !== now && who !== null) queryClient.clear();
  who = now;
});

// One request on its way: access token, one retry after a refresh, and the Idempotency-Key of the user's intent.
import { ApiError } from "./errors";

/** Where the access token comes from. */
export interface Tokens {
  /** The token in memory, after a session that may be starting has started. */
  current(): Promise<string | null>;
  /** A fresh token, or null when the session is over. Many callers share one refresh. */
  refresh(): Promise<string | null>;
}

/** Shares one running call among all who ask meanwhile. */
export function singleFlight<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}

/**
 * Keys by intent: the same method, path and body keep their key until the server has given a final answer, so that pressing
 * the button again after a broken connection can't do it twice; afterwards the same input is a new intent.
 */
export class Intents {
  private keys = new Map<string, string>();

  key(intent: string): string {
    const key = this.keys.get(intent) ?? crypto.randomUUID();
    this.keys.set(intent, key);
    return key;
  }

  settle(intent: string, status: number): void {
    const uncertain = status >= 500 || status === 429 || status === 408 || status === 401;
    if (!uncertain) this.keys.delete(intent);
  }
}

/** The password that was sent along is wrong; the session is fine, and asking again would count as another guess. */
async function refusedPassword(response: Response): Promise<boolean> {
  const body = (await response.clone().json().catch(() => null)) as { error?: { code?: unknown } } | null;
  return body?.error?.code === "INVALID_CREDENTIALS";
}

const SESSION_PATHS = /^\/api\/auth\/(login|register|refresh)$/;

export function transport(send: typeof fetch, tokens: Tokens, intents = new Intents()): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const ownSession = SESSION_PATHS.test(pathname);
    const body = request.method === "GET" ? null : await request.clone().text();
    const intent = request.method === "POST" && !ownSession ? `${request.method} ${pathname} ${body}` : null;
    const key = intent && intents.key(intent);

    const attempt = async (token: string | null) => {
      const headers = new Headers(request.headers);
      if (token) headers.set("authorization", `Bearer ${token}`);
      if (key) headers.set("idempotency-key", key);
      try {
        return await send(new Request(request.url, { method: request.method, headers, body: body || null, signal: request.signal, credentials: "same-origin" }));
      } catch (cause) {
        if (request.signal.aborted) throw cause;
        throw new ApiError(0, "NETWORK", "The server can't be reached. Check your connection and try again.");
      }
    };

    const token = ownSession ? null : await tokens.current();
    let response = await attempt(token);
    if (response.status === 401 && token && !(await refusedPassword(response))) {
      const fresh = await tokens.refresh();
      if (fresh) response = await attempt(fresh);
    }
    if (intent) intents.settle(intent, response.status);
    return response;
  };
}

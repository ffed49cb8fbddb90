// One request on its way: access token, one retry after a refresh, and the Idempotency-Key of the user's intent.
import { t } from "@/i18n/common";
import { language } from "@/i18n/language";
import { ApiError } from "./errors";

/** Where the access token comes from. */
export interface Tokens {
  /** The token in memory, after a session that may be starting has started. */
  current(): Promise<string | null>;
  /** A fresh token, or null when the session is over. Many callers share one refresh. */
  refresh(): Promise<string | null>;
  /** Whose tokens these are now. Another tab may sign somebody else in at any time. */
  person(): string | null;
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

/** The code of a refusal, without using up its body. */
async function refusal(response: Response): Promise<unknown> {
  const body = (await response.clone().json().catch(() => null)) as { error?: { code?: unknown } } | null;
  return body?.error?.code;
}

/** Refusals that a fresh access token may mend. Any other 401 is about a secret that was sent along: asking again would be another guess. */
const TOKEN_CODES: unknown[] = ["UNAUTHENTICATED", "SESSION_ENDED", undefined];

/** They begin or carry on a session, so they need none. */
const SESSION_PATHS = /^\/api\/auth\/(login|register|refresh|second-factor|verify-email|forgot-password|reset-password|magic-link(\/use)?|passkeys\/sign-in\/\w+|siwe|methods)$|^\/api\/telegram\/session$/;
/** They are the proof, so they can't ask for one. */
const PROOF_PATHS = /^\/api\/auth\/step-up/;

/** Asks the person to prove anew who they are; false when they would not. */
export type AskProof = () => Promise<boolean>;

export function transport(send: typeof fetch, tokens: Tokens, askProof: AskProof = async () => false, intents = new Intents()): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const ownSession = SESSION_PATHS.test(pathname);
    const body = request.method === "GET" ? null : await request.clone().text();
    const intent = request.method === "POST" && !ownSession ? `${request.method} ${pathname} ${body}` : null;
    const key = intent && intents.key(intent);

    const attempt = async (token: string | null) => {
      const headers = new Headers(request.headers);
      headers.set("accept-language", language);
      if (token) headers.set("authorization", `Bearer ${token}`);
      if (key) headers.set("idempotency-key", key);
      try {
        return await send(new Request(request.url, { method: request.method, headers, body: body || null, signal: request.signal, credentials: "same-origin" }));
      } catch (cause) {
        if (request.signal.aborted) throw cause;
        throw new ApiError(0, "NETWORK", t.common.offline);
      }
    };

    const token = ownSession ? null : await tokens.current();
    const person = tokens.person();
    // What one person asked for is never asked again as another.
    const isTheirs = () => tokens.person() === person;
    let response = await attempt(token);
    if (response.status === 401 && token && TOKEN_CODES.includes(await refusal(response))) {
      const fresh = await tokens.refresh();
      if (fresh && isTheirs()) response = await attempt(fresh);
    }
    if (response.status === 403 && token && !PROOF_PATHS.test(pathname) && (await refusal(response)) === "STEP_UP_REQUIRED" && (await askProof()) && isTheirs())
      response = await attempt(await tokens.current());
    if (intent) intents.settle(intent, response.status);
    return response;
  };
}

/** Sends bytes rather than text, with the access token and one retry after a refresh. */
export function uploader(send: typeof fetch, tokens: Tokens): (url: string, file: File) => Promise<Response> {
  return async (url, file) => {
    const attempt = async (token: string | null) => {
      const headers = new Headers({ "content-type": "application/octet-stream", "accept-language": language });
      if (token) headers.set("authorization", `Bearer ${token}`);
      try {
        return await send(new Request(url, { method: "POST", headers, body: file, credentials: "same-origin" }));
      } catch {
        throw new ApiError(0, "NETWORK", t.common.fileNotSent);
      }
    };
    const token = await tokens.current();
    const person = tokens.person();
    const response = await attempt(token);
    if (response.status !== 401 || !token) return response;
    const fresh = await tokens.refresh();
    return fresh && tokens.person() === person ? attempt(fresh) : response;
  };
}

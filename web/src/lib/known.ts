// Answers of the API that came with the page: the server has asked them already, as a stranger would, to show the page before any script ran.

/** Later the person may have done something about it. */
const FRESH_MS = 10_000;

let known: Record<string, unknown> | null = null;

function read(): Record<string, unknown> {
  const text = globalThis.document?.getElementById("answers")?.textContent;
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

/** The answer to this request if it came with the page; once, and only to a stranger. */
export function knownAnswer(request: Request): Response | null {
  if (request.method !== "GET" || request.headers.has("authorization")) return null;
  known ??= read();
  const { pathname, search } = new URL(request.url);
  const answer = known[pathname + search];
  delete known[pathname + search];
  return answer === undefined || performance.now() > FRESH_MS ? null : Response.json(answer);
}

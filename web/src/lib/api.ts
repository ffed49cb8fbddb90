// The typed client of the HTTP API, generated from /openapi.json.
import createClient from "openapi-fetch";
import { ApiError } from "./errors";
import { knownAnswer } from "./known";
import { proof } from "./proof";
import type { paths } from "./schema";
import { tokens } from "./session";
import { transport, uploader } from "./transport";
import type { FileView } from "./types";

// The transport sends the Idempotency-Key by itself, so callers neither need nor may pass headers.
type WithoutHeader<Operation> = Operation extends { parameters: infer Parameters }
  ? Omit<Operation, "parameters"> & { parameters: Omit<Parameters, "header"> & { header?: never } }
  : Operation;
type Paths = { [P in keyof paths]: { [M in keyof paths[P]]: WithoutHeader<paths[P][M]> } };

const baseUrl = globalThis.location?.origin ?? "http://localhost";
const send = transport(async (request) => knownAnswer(request as Request) ?? fetch(request), tokens, proof.ask);

const upload = uploader((request) => fetch(request), tokens);

export const api = createClient<Paths>({ baseUrl, fetch: send });

interface Raw<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The `data` of a successful answer; otherwise throws [ApiError]. */
export async function unwrap<T>(call: Promise<Raw<{ data: T }>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined) throw ApiError.from(response, error);
  return data.data;
}

/** Uploads a file as it is; what it is, the server finds out from its content. */
export async function sendFile(file: File, purpose: "avatar" | "attachment"): Promise<FileView> {
  const query = new URLSearchParams({ purpose, name: file.name });
  const response = await upload(`${baseUrl}/api/files?${query}`, file);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response, body);
  return (body as { data: FileView }).data;
}

/** Reads what only a development instance has. */
export async function getDevelopment<T>(path: `/api/dev/${string}`): Promise<T> {
  const response = await send(new Request(baseUrl + path));
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response, answer);
  return (answer as { data: T }).data;
}

/** For what only a development instance has, and the contract therefore doesn't name. */
export async function postDevelopment(path: `/api/dev/${string}`, body: unknown): Promise<unknown> {
  const response = await send(
    new Request(baseUrl + path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  );
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response, answer);
  return answer;
}

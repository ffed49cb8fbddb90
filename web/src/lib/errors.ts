import { t } from "@/i18n/common";

/** One field's complaint. */
export interface FieldError {
  path: string;
  msg: string;
}

/** A refusal or failure of the API, or of the way to it (`NETWORK`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: FieldError[] = [],
    readonly requestId: string | null = null,
    /** Seconds until the server wants to be asked again; null if it didn't say. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** From an answer that is not a success, whatever its body is. */
  static from(response: Response, body: unknown): ApiError {
    const requestId = response.headers.get("x-request-id");
    const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
    const retryAfter = seconds > 0 ? seconds : null;
    const error = (body as { error?: { code?: unknown; message?: unknown; details?: unknown } } | null)?.error;
    if (typeof error?.code === "string" && typeof error.message === "string")
      return new ApiError(response.status, error.code, error.message, fieldErrors(error.details), requestId, retryAfter);
    return new ApiError(response.status, "UNREADABLE", t.common.unreadable(response.status), [], requestId, retryAfter);
  }
}

function fieldErrors(details: unknown): FieldError[] {
  if (!Array.isArray(details)) return [];
  return details.filter((d): d is FieldError => typeof d?.path === "string" && typeof d?.msg === "string");
}

/** What a form shows beside its fields. */
export function formErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.details.map((d) => [d.path, d.msg]));
}

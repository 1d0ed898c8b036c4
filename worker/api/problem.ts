import { ERROR_CODES, type ErrorCode } from "../../shared/error-codes.ts";

/** What went wrong, for whoever writes the other system; our own interface has words for people. */
const TITLES: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: "The API key is missing, unknown or revoked.",
  FORBIDDEN: "The API key lacks the scope for this.",
  INVALID_JSON: "The body is not JSON.",
  INVALID_INPUT: "The request is not as described.",
  TOO_LARGE: "The body is larger than 1 MB.",
  CONFLICT: "This Idempotency-Key came with another body before.",
  UNAVAILABLE: "The database cannot be reached. Try again.",
  WORKSPACE_NOT_FOUND: "There is no such workspace.",
};

/** Problem details, RFC 9457. */
export function problem(
  failure: { code: ErrorCode; field?: string | undefined },
  requestId: string,
): Response {
  const status = ERROR_CODES[failure.code].http;
  const body = {
    type: "about:blank",
    title: TITLES[failure.code] ?? failure.code,
    status,
    code: failure.code,
    requestId,
    ...(failure.field === undefined ? {} : { field: failure.field }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store" },
  });
}

import { ERROR_CODES, type ErrorCode } from "../../shared/error-codes.ts";

/** What went wrong, for whoever writes the other system; our own interface has words for people. */
const TITLES: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: "The API key is missing, unknown or revoked.",
  FORBIDDEN: "The API key lacks the scope for this.",
  INVALID_JSON: "The body is not JSON.",
  INVALID_INPUT: "The request is not as described.",
  TOO_LARGE: "The body is too large.",
  NOT_FOUND: "There is nothing of that id, or not any more.",
  ALREADY_EXISTS: "It exists already.",
  MEMBER_NO_TAKEN: "The member number is another customer's.",
  PHONE_LOCKED: "WhatsApp is the owner of its contacts' phone numbers.",
  INVALID_PHONE: "The phone number cannot be read.",
  INVALID_EMAIL: "The email address is not one.",
  INVALID_DATE: "The time is not ISO 8601 with a zone, or the day is not in the calendar.",
  IN_THE_FUTURE: "The time is more than a day ahead. Check its date, its zone and the clock it came from.",
  INVALID_NUMBER: "The value is not a number.",
  TOO_LONG: "The value is too long, or there are too many.",
  TOO_MANY_ATTEMPTS: "Too many calls in this minute. Wait as long as Retry-After says.",
  MASKED_INPUT: "The text holds a mask in place of what it hides.",
  MODULE_OFF: "The workspace switched this part off.",
  CONFLICT: "This Idempotency-Key came with another call before, or two rows are about one thing.",
  STORAGE_FULL: "The server has no room for more; nothing of this call was stored. Try again later.",
  UNAVAILABLE: "The database cannot be reached. Try again.",
  WORKSPACE_NOT_FOUND: "There is no such workspace.",
};

/** Problem details, RFC 9457. */
export function problem(
  failure: { code: ErrorCode; field?: string | undefined },
  requestId: string,
  headers: Record<string, string> = {},
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
    headers: { ...headers, "Content-Type": "application/problem+json", "Cache-Control": "no-store" },
  });
}

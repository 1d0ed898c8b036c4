import { ERROR_CODES, type ErrorBody, type ErrorCode } from "../../shared/error-codes.ts";

/** OFFLINE: no answer came, so nothing is known of what happened. Everything else the server said. */
export type FailureCode = ErrorCode | "OFFLINE";

/** Why a call failed, in a form the interface has words for. */
export class CallFailure extends Error {
  readonly code: FailureCode;
  readonly field: string | undefined;
  readonly facts: Record<string, string | number> | undefined;
  /** Names the request in the server's log; undefined when no answer came. */
  readonly requestId: string | undefined;

  constructor(code: FailureCode, more: Partial<Omit<ErrorBody, "code">> = {}) {
    super(code);
    this.code = code;
    this.field = more.field;
    this.facts = more.facts;
    this.requestId = more.requestId;
  }
}

/** The failure behind whatever a call threw. Never throws; what it does not know is INTERNAL. */
export function failureOf(error: unknown): CallFailure {
  return error instanceof CallFailure ? error : new CallFailure("INTERNAL");
}

/** The failure an answer's body tells of, if it is one of ours. */
export function failureOfBody(body: unknown): CallFailure | null {
  if (typeof body !== "object" || body === null || !("code" in body)) return null;
  const { code } = body;
  if (typeof code !== "string" || !Object.hasOwn(ERROR_CODES, code)) return null;
  return new CallFailure(code as ErrorCode, body as ErrorBody);
}

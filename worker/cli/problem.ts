import { BadEnvironment } from "../runtime/env.ts";
import { OperatorError } from "../runtime/host.ts";
import { Failure } from "../domain/failure.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";

/** What the operator is told of a domain's refusal; the codes not named here say enough themselves. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: "There is nobody and nothing of that name.",
  ALREADY_EXISTS: "There is one already.",
  LAST_ADMIN: "This is the last active admin; make somebody else an admin first.",
  INVALID_EMAIL: "That is no mail address.",
  INVALID_INPUT: "That value is not accepted",
  TOO_LONG: "That value is too long",
  STALE: "Somebody changed it at the same time; try again.",
  UNAVAILABLE: "The database did not answer; try again.",
};

/** One sentence for the operator. */
export function problemOf(error: unknown): string {
  if (error instanceof OperatorError || error instanceof BadEnvironment) return error.message;
  if (error instanceof Failure) {
    const sentence = SENTENCES[error.code] ?? `Refused: ${error.code}.`;
    return sentence.endsWith(".") ? sentence : `${sentence}${error.field ? ` (${error.field})` : ""}.`;
  }
  return `Unexpected: ${error instanceof Error ? error.message : String(error)}`;
}

import { ERROR_CODES, type ErrorBody, type ErrorCode } from "../../../shared/error-codes.ts";
import { loadTranslator } from "../i18n.ts";

const messages = await loadTranslator({
  en: () => import("./errors.en.ts"),
  "zh-TW": () => import("./errors.zh-TW.ts"),
});

/** The facts a message names come from the server, as it knows them. */
const say = messages.t as (code: ErrorCode, facts?: ErrorBody["facts"]) => string;

/** The message for a failed call, in the language of now. A code from a newer server reads as INTERNAL. */
export function errorText(error: Pick<ErrorBody, "facts"> & { code: string }): string {
  const code: ErrorCode = error.code in ERROR_CODES ? (error.code as ErrorCode) : "INTERNAL";
  return say(code, error.facts);
}

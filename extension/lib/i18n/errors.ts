import { ERROR_CODES, type ErrorBody, type ErrorCode } from "../../../shared/error-codes.ts";
import { fill } from "../i18n.ts";
import en from "./errors.en.ts";
import zhTW from "./errors.zh-TW.ts";
import { locale } from "./locale.ts";

const messages = { en, "zh-TW": zhTW };

/** The message for a failed call, in the language of now. A code from a newer server reads as INTERNAL. */
export function errorText(error: Pick<ErrorBody, "facts"> & { code: string }): string {
  const code: ErrorCode = error.code in ERROR_CODES ? (error.code as ErrorCode) : "INTERNAL";
  return fill(messages[locale.value][code], error.facts);
}

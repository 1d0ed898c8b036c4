import type { CallFailure } from "../lib/failure.ts";
import { type Say, translator } from "../lib/i18n.ts";
import { errorText } from "../lib/i18n/errors.ts";
import en from "./messages/en.ts";
import zhTW from "./messages/zh-TW.ts";

/** The console's words, in the language of now. */
export const say: Say<typeof en> = translator({ en, "zh-TW": zhTW });

/** A message that says the same whatever happens: it has no placeholders. */
export type MessageName = {
  [Name in keyof typeof en]: (typeof en)[Name] extends `${string}{${string}` ? never : Name;
}[keyof typeof en];

/** Why a call failed and what to do, in the language of now. */
export const failureText = (failure: CallFailure): string =>
  failure.code === "OFFLINE"
    ? say("console.offline")
    : errorText({ code: failure.code, facts: failure.facts ?? {} });

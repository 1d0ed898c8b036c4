import { type Say, translator } from "../lib/i18n.ts";
import en from "./messages/en.ts";
import zhTW from "./messages/zh-TW.ts";

/** The console's words, in the language of now. */
export const say: Say<typeof en> = translator({ en, "zh-TW": zhTW });

export type MessageName = keyof typeof en;

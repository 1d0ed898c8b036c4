import { translator } from "../lib/i18n.ts";
import en from "./messages/en.ts";
import zhTW from "./messages/zh-TW.ts";

/** Says a message of the panel in the language of now. */
export const t = translator({ en, "zh-TW": zhTW });

export type MessageKey = keyof typeof en;
export const hasMessage = (key: string): key is MessageKey => Object.hasOwn(en, key);

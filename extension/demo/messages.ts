import { translator } from "../lib/i18n.ts";
import en from "./messages/en.ts";
import zhTW from "./messages/zh-TW.ts";

/** Says a message of the demo inbox in the language of now. */
export const t = translator({ en, "zh-TW": zhTW });

import { loadTranslator } from "../../../lib/i18n.ts";

const messages = await loadTranslator({
  en: () => import("../../messages/export.en.ts"),
  "zh-TW": () => import("../../messages/export.zh-TW.ts"),
});

/** Says a message of the export dialog, which is fetched with it. */
export const say = messages.t;

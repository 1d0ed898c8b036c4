import { loadTranslator } from "../lib/i18n.ts";

const messages = await loadTranslator({
  en: () => import("./messages/en.ts"),
  "zh-TW": () => import("./messages/zh-TW.ts"),
});

/** Says a message of the panel in the language of now. */
export const t = messages.t;
export const hasMessage = messages.has;

import { loadTranslator } from "../../../lib/i18n.ts";

const words = await loadTranslator({
  en: () => import("../../messages/merge.en.ts"),
  "zh-TW": () => import("../../messages/merge.zh-TW.ts"),
});

/** Says a message of a merge in the language of now; comes with what is asked only. */
export const say = words.t;

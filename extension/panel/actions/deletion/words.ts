import { loadTranslator } from "../../../lib/i18n.ts";

const words = await loadTranslator({
  en: () => import("../../messages/deletion.en.ts"),
  "zh-TW": () => import("../../messages/deletion.zh-TW.ts"),
});

/** Says a message of a deletion in the language of now; comes with what is asked only. */
export const say = words.t;

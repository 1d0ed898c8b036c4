import { locale } from "../../lib/i18n/locale.ts";
import en from "./verbs.en.ts";
import zhTW from "./verbs.zh-TW.ts";

const wordsOf = (): Record<string, string> => (locale.value === "zh-TW" ? zhTW : en);

/** What somebody did, in words; the API's own name where there are none. */
export const verbWord = (verb: string): string => wordsOf()[verb] ?? verb;

/** Every verb that has words, by them. */
export const verbOptions = (): { value: string; label: string }[] =>
  Object.entries(wordsOf())
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, locale.value));

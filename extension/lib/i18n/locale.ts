import { signal } from "@preact/signals";

/** The languages that are complete. The first is used when the browser asks for none of them. */
export const LOCALES = ["en", "zh-TW"] as const;
export type Locale = (typeof LOCALES)[number];

/** The first of the wanted languages that exists; every kind of Chinese is better served by zh-TW. */
export function chooseLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split(/[-_]/)[0];
    if (language === "zh") return "zh-TW";
    if (language === "en") return "en";
  }
  return LOCALES[0];
}

/** The language everything is shown in; whoever reads it in a component is rendered again on a change. */
export const locale = signal<Locale>(
  chooseLocale(typeof navigator === "undefined" ? [] : (navigator.languages ?? [])),
);

import { effect, signal } from "@preact/signals";
import { type Locale, locale, LOCALES } from "../lib/i18n.ts";

export type Theme = "light" | "dark";

const stored = (name: string): string | null => localStorage.getItem(`alongside-demo.${name}`);
const store = (name: string, value: string) => localStorage.setItem(`alongside-demo.${name}`, value);

const dark = matchMedia("(prefers-color-scheme: dark)");
const chosen = signal(stored("theme") as Theme | null);
const system = signal<Theme>(dark.matches ? "dark" : "light");

/** As the person chose, else as their system is. */
export const theme = (): Theme => chosen.value ?? system.value;

export function switchTheme(): void {
  chosen.value = theme() === "dark" ? "light" : "dark";
  store("theme", chosen.value);
}

export function switchLanguage(): void {
  locale.value = locale.value === "en" ? "zh-TW" : "en";
  store("language", locale.value);
}

/** Writes both on the page's root, where stylesheets and inbox adapters find them. */
export function followAppearance(): void {
  const language = stored("language");
  if (LOCALES.includes(language as Locale)) locale.value = language as Locale;
  dark.addEventListener("change", () => (system.value = dark.matches ? "dark" : "light"));
  effect(() => {
    document.documentElement.dataset["theme"] = theme();
    document.documentElement.lang = locale.value;
  });
}

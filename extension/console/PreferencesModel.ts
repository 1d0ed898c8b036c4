import { type ReadonlySignal, signal } from "@preact/signals";

export const LANGUAGES = ["auto", "zh-TW", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** How the person at this browser likes the console: known before anybody is signed in. */
export interface Preferences {
  readonly language: ReadonlySignal<Language>;
  readonly theme: ReadonlySignal<Theme>;
  setLanguage(language: Language): void;
  setTheme(theme: Theme): void;
}

type Store = Pick<Storage, "getItem" | "setItem">;

/** @param store keeps them; one that refuses (a private window) only forgets */
export function createPreferences(store: Store): Preferences {
  const language = kept(store, "console.language", LANGUAGES);
  const theme = kept(store, "console.theme", THEMES);
  return {
    language: language.value,
    theme: theme.value,
    setLanguage: language.set,
    setTheme: theme.set,
  };
}

function kept<const Value extends string>(store: Store, name: string, known: readonly [Value, ...Value[]]) {
  const stored = known.find((value) => value === attempt(() => store.getItem(name)));
  const value = signal<Value>(stored ?? known[0]);
  return {
    value,
    set(next: Value) {
      value.value = next;
      attempt(() => store.setItem(name, next));
    },
  };
}

function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

import { expect, test } from "vitest";
import { createPreferences } from "./PreferencesModel.ts";

function storage(entries: Record<string, string> = {}) {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}

test("what was chosen is there the next time; what is unknown follows the browser", () => {
  const store = storage({ "console.theme": "sepia" });
  const first = createPreferences(store);
  expect([first.language.value, first.theme.value]).toEqual(["auto", "auto"]);
  first.setLanguage("zh-TW");
  first.setTheme("dark");
  const second = createPreferences(store);
  expect([second.language.value, second.theme.value]).toEqual(["zh-TW", "dark"]);
});

test("a store that refuses only forgets", () => {
  const refusing = {
    getItem: () => {
      throw new Error("refused");
    },
    setItem: () => {
      throw new Error("refused");
    },
  };
  const preferences = createPreferences(refusing);
  preferences.setTheme("dark");
  expect(preferences.theme.value).toBe("dark");
});

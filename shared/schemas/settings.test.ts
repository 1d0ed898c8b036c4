import { assert, oneof, property, string, webUrl } from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, origin, originOf, SettingSet, settingOf, timeZone } from "./settings.ts";

test("an address as pasted becomes the origin a browser compares with", () => {
  expect(originOf("chat.shop.tw")).toBe("https://chat.shop.tw");
  expect(originOf(" https://Chat.Shop.tw:443/app/accounts/1?x=1#y ")).toBe("https://chat.shop.tw");
  expect(originOf("http://127.0.0.1:3000/")).toBe("http://127.0.0.1:3000");
});

test("what a browser cannot frame from is refused", () => {
  for (const text of [
    "",
    "*",
    "https://*.shop.tw",
    "javascript://x",
    "ftp://a",
    "https://me:pw@a",
    "a b",
    "https://",
  ]) {
    expect([text, originOf(text)]).toEqual([text, null]);
  }
});

test("an accepted origin can neither end a CSP directive nor start another source", () => {
  assert(
    property(
      oneof(
        webUrl(),
        string(),
        string().map((s) => `https://a${s}`),
      ),
      (text) => {
        const found = originOf(text);
        if (found === null) return;
        expect(found).toMatch(/^https?:\/\/[^\s;,'"*]+$/);
        expect(v.is(origin, found)).toBe(true);
      },
    ),
    { seed: 2 },
  );
});

test("a setting is an origin itself, not an address", () => {
  const set = (value: string[]) => v.is(SettingSet, { name: "widgetOrigins", value, seen: null });
  expect(set(["https://chat.shop.tw"])).toBe(true);
  expect(set(["https://chat.shop.tw/"])).toBe(false);
  expect(set(["*"])).toBe(false);
});

test("time zones the platform knows, and only those", () => {
  expect(v.is(timeZone, "Asia/Taipei")).toBe(true);
  expect(v.is(timeZone, "UTC")).toBe(true);
  expect(v.is(timeZone, "Asia/Atlantis")).toBe(false);
});

test("what is stored and no longer holds gives way to the default", () => {
  expect(settingOf("timeZone", undefined)).toBe(DEFAULT_SETTINGS.timeZone);
  expect(settingOf("timeZone", '"Europe/Berlin"')).toBe("Europe/Berlin");
  expect(settingOf("timeZone", '"Asia/Atlantis"')).toBe("Asia/Taipei");
});

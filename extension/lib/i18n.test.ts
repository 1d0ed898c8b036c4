import { afterEach, describe, expect, it, vi } from "vitest";
import { chooseLocale, fill, loadTranslator, locale, translator } from "./i18n.ts";
import { errorText } from "./i18n/errors.ts";

afterEach(() => {
  locale.value = "en";
});

describe("chooseLocale", () => {
  it.each([
    [["zh-TW", "en"], "zh-TW"],
    [["zh-Hant-HK"], "zh-TW"],
    [["de", "en-GB", "zh-TW"], "en"],
    [["de"], "en"],
    [[], "en"],
  ])("%j → %s", (wanted, expected) => {
    expect(chooseLocale(wanted)).toBe(expected);
  });
});

describe("fill", () => {
  it("replaces each placeholder, also twice, and leaves no braces for a missing one", () => {
    expect(fill("{a} and {a} by {b}", { a: 1 })).toBe("1 and 1 by ");
  });
  it("chooses the form by n", () => {
    expect(fill("{n} note|{n} notes", { n: 1 })).toBe("1 note");
    expect(fill("{n} note|{n} notes", { n: 0 })).toBe("0 notes");
  });
  it("does not read a customer's text as a message", () => {
    expect(fill("Hello {name}", { name: "{other}|$&" })).toBe("Hello {other}|$&");
  });
});

it("speaks the language of now", () => {
  const t = translator({ en: { hello: "Hello {name}" }, "zh-TW": { hello: "{name}，您好" } });
  expect(t("hello", { name: "Amy" })).toBe("Hello Amy");
  locale.value = "zh-TW";
  expect(t("hello", { name: "Amy" })).toBe("Amy，您好");
});

it("fetches a language when it is chosen", async () => {
  const fetched: string[] = [];
  const load = (name: string, hello: string) => () => {
    fetched.push(name);
    return Promise.resolve({ default: { hello } });
  };
  const { t, has } = await loadTranslator({ en: load("en", "Hello"), "zh-TW": load("zh-TW", "您好") });
  expect(t("hello")).toBe("Hello");
  expect(fetched).not.toContain("zh-TW");
  locale.value = "zh-TW";
  await vi.waitFor(() => expect(t("hello")).toBe("您好"));
  expect(has("hello")).toBe(true);
  expect(has("bye")).toBe(false);
});

it("names the tag of a repeat, and reads an unknown code as a fault of the server", () => {
  expect(errorText({ code: "CONFIRM_REPEAT", facts: { tag: "VIP" } })).toContain("VIP");
  expect(errorText({ code: "FROM_THE_FUTURE" })).toBe(errorText({ code: "INTERNAL" }));
});

import { globSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../../shared/error-codes.ts";
import errorsEn from "./errors.en.ts";

const extension = resolve(import.meta.dirname, "../..");
const english = globSync(["**/en.ts", "**/*.en.ts"], { cwd: extension }).sort();

const load = async (file: string) =>
  ((await import(resolve(extension, file))) as { default: Record<string, string> }).default;

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe.each(english)("%s", (file) => {
  it("has the same keys and placeholders in zh-TW, and no message is empty", async () => {
    const en = await load(file);
    const zh = await load(file.replace(/en\.ts$/, "zh-TW.ts"));
    const holes = (messages: Record<string, string>) =>
      Object.fromEntries(Object.entries(messages).map(([key, text]) => [key, placeholders(text)]));
    expect(holes(zh)).toEqual(holes(en));
    const empty = Object.entries({ ...en, ...zh }).filter(([, text]) => text.trim() === "");
    expect(empty).toEqual([]);
  });
});

it("finds the message files", () => {
  expect(english).toContain("lib/i18n/errors.en.ts");
  expect(english).toContain("panel/messages/en.ts");
});

it("has a message for every error code", () => {
  expect(Object.keys(errorsEn).sort()).toEqual(Object.keys(ERROR_CODES).sort());
});

import { expect, test } from "vitest";
import type { AttributeType } from "../../../shared/schemas/attributes.ts";
import { attributeText, editText, parseText } from "./attribute-text.ts";

const NEW_YORK = "America/New_York";

test.each([
  ["text", " gold ", { value: "gold" }],
  ["text", "", { value: "" }],
  ["text", "x".repeat(1001), { code: "TOO_LONG" }],
  ["number", "", { value: null }],
  ["number", "0", { value: 0 }],
  ["number", "２４．５", { value: 24.5 }],
  ["number", "1,234,567.5", { value: 1_234_567.5 }],
  ["number", "1,5", { code: "INVALID_NUMBER" }],
  ["number", "0x10", { code: "INVALID_NUMBER" }],
  ["number", "1e999", { code: "INVALID_NUMBER" }],
  ["date", "2028-02-29", { value: "2028-02-29" }],
  ["date", "2026-02-29", { code: "INVALID_DATE" }],
  ["boolean", "false", { value: false }],
  ["boolean", "", { value: null }],
] as const)("a %s typed as %j", (type, typed, parsed) => {
  expect(parseText(type, typed, NEW_YORK)).toEqual(parsed);
});

test("a time is as clocks in the team's zone show it, summer and winter", () => {
  const winter = Date.UTC(2026, 0, 5, 14, 30);
  expect(parseText("datetime", "2026-01-05T09:30", NEW_YORK)).toEqual({ value: winter });
  expect(parseText("datetime", "2026-07-05T09:30", NEW_YORK)).toEqual({
    value: Date.UTC(2026, 6, 5, 13, 30),
  });
  expect(parseText("datetime", "2026-03-08T02:30", NEW_YORK)).toEqual({ code: "INVALID_DATE" });
  expect(editText({ type: "datetime", value: winter }, NEW_YORK)).toBe("2026-01-05T09:30");
  expect(attributeText("datetime", winter, NEW_YORK)).toContain("09:30");
  expect(attributeText("datetime", winter, "Asia/Taipei")).toContain("22:30");
});

test.each<[AttributeType, string | number | boolean, string]>([
  ["number", 0, "0"],
  ["number", 1_234_567.891_234, "1,234,567.891234"],
  ["boolean", false, "No"],
  ["text", "", "(empty)"],
  ["text", "<b>x</b>", "<b>x</b>"],
])("a %s of %j is not unset", (type, value, text) => {
  expect(attributeText(type, value, NEW_YORK)).toBe(text);
  expect(attributeText(type, null, NEW_YORK)).toBeNull();
});

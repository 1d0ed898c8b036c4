import { afterEach, beforeEach, expect, it } from "vitest";
import { dateInputTime, dateInputValue, formatDay, formatList, formatWhen, startOfDay } from "./format.ts";
import { locale } from "./i18n.ts";

const now = new Date(2026, 4, 10, 9, 30).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

beforeEach(() => {
  locale.value = "en";
});
afterEach(() => {
  locale.value = "en";
});

it("says the time today, yesterday by name, older days by date", () => {
  expect(formatWhen(at(2026, 4, 10, 8, 5), now)).toBe("08:05");
  expect(formatWhen(at(2026, 4, 9, 23, 59), now)).toBe("yesterday");
  expect(formatWhen(at(2026, 4, 3, 8, 5), now)).toBe("May 3");
  expect(formatWhen(at(2025, 4, 3, 8, 5), now)).toBe("May 3, 2025");
});

it("follows the language", () => {
  locale.value = "zh-TW";
  expect(formatWhen(at(2026, 4, 9, 23, 59), now)).toBe("昨天");
  expect(formatDay(at(2026, 4, 3, 8, 5), now)).toContain("5月3日");
});

it("counts days by the calendar and not by 24 hours", () => {
  expect(formatDay(at(2026, 4, 9, 23, 59), at(2026, 4, 10, 0, 1))).toBe("yesterday");
});

it("holds a day as a date input does, and gives back its first instant", () => {
  expect(dateInputValue(now)).toBe("2026-05-10");
  expect(dateInputTime("2026-05-10")).toBe(startOfDay(now));
  expect(dateInputTime("")).toBeNull();
});

it("joins a list as the language does", () => {
  expect(formatList(["Amy", "Bo", "Cy"])).toBe("Amy, Bo, and Cy");
  locale.value = "zh-TW";
  expect(formatList(["陳品睿", "黃詩婷", "林予安"])).toBe("陳品睿、黃詩婷和林予安");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { currencyCode, minorDigits, toMinor } from "./money.ts";

test.each([
  ["1234.50", "TWD", 123_450],
  ["1234.5", "TWD", 123_450],
  ["1234", "JPY", 1234],
  ["1234.00", "JPY", 1234],
  ["1.5", "KWD", 1500],
  [0, "TWD", 0],
  ["0.00", "TWD", 0],
  [-3.1, "USD", -310],
  ["-0.00", "USD", 0],
  [0.1 + 0.2, "USD", 30],
  [1.005, "USD", 101],
  ["1.005", "USD", 101],
  ["999.5", "JPY", 1000],
  [4.9e-7, "USD", 0],
  ["  12.30 ", "EUR", 1230],
])("%s %s is %s minor units", (amount, currency, minor) => {
  expect(toMinor(amount, currency)).toBe(minor);
});

test.each([
  null,
  undefined,
  "",
  "NaN",
  "1e3",
  "0x10",
  "1,234.00",
  "$5",
  "1.2.3",
  "１２",
  Number.NaN,
  Infinity,
  1e21,
  "99999999999999999",
  "900719925474099.20",
  {},
  [5],
])("%s is no amount", (amount) => {
  expect(toMinor(amount, "USD")).toBeNull();
});

const decimal = (minor: number, digits: number): string => {
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const at = text.length - digits;
  return `${minor < 0 ? "-" : ""}${text.slice(0, at)}${digits > 0 ? `.${text.slice(at)}` : ""}`;
};

test("what is written with a currency's digits comes back exactly, as a text and as a number", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(10 ** 11), max: 10 ** 11 }),
      fc.constantFrom("TWD", "JPY", "KWD", "CLF", "USD"),
      (minor, currency) => {
        const text = decimal(minor, minorDigits(currency));
        expect(toMinor(text, currency)).toBe(minor);
        expect(toMinor(Number(text), currency)).toBe(minor);
      },
    ),
  );
});

test("no input throws or becomes a fraction", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.anything()), (amount) => {
      const minor = toMinor(amount, "TWD");
      expect(minor === null || Number.isSafeInteger(minor)).toBe(true);
    }),
  );
});

test("a currency is three letters", () => {
  expect(currencyCode(" twd ")).toBe("TWD");
  expect(["NT$", "", "TWDX", null, 5].map(currencyCode)).toEqual([null, null, null, null, null]);
});

import * as fc from "fast-check";
import { getCountries, getExampleNumber } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { expect, test } from "vitest";
import { asRegion, displayPhone, parsePhone, possiblePhones } from "./phone.ts";

const numbers = getCountries().flatMap((region) => {
  const phone = getExampleNumber(region, examples);
  return phone ? [{ region, phone }] : [];
});

const spelling = fc.record({
  number: fc.constantFrom(...numbers),
  national: fc.boolean(),
  between: fc.constantFrom(" ", "-", ".", "　", ""),
  wide: fc.boolean(),
});

test("every spelling of a number is the same number, and is among what it could be", () => {
  fc.assert(
    fc.property(spelling, ({ number: { region, phone }, national, between, wide }) => {
      const shown = (national ? phone.formatNational() : phone.formatInternational()).replaceAll(
        " ",
        between,
      );
      const text = wide
        ? shown.replaceAll(/[0-9]/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
        : shown;
      expect(parsePhone(text, region)).toBe(phone.number);
      expect(possiblePhones(text)).toContain(phone.number);
    }),
    { numRuns: 1000, seed: 2 },
  );
});

test("what is shown is read back as the same number", () => {
  fc.assert(
    fc.property(fc.constantFrom(...numbers), fc.constantFrom(...numbers), ({ phone }, { region }) => {
      expect(parsePhone(displayPhone(phone.number, region), region)).toBe(phone.number);
    }),
    { numRuns: 1000, seed: 2 },
  );
});

test("any text is read or refused, never thrown at", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const phone = parsePhone(text, "TW");
      expect(phone === null || /^\+[1-9]\d{4,14}$/.test(phone)).toBe(true);
      expect(possiblePhones(text).length).toBeLessThan(1000);
      expect(typeof displayPhone(text, "TW")).toBe("string");
    }),
    { numRuns: 1000, seed: 2 },
  );
});

test.each([
  ["0912 345 678", "+886912345678"],
  ["０９１２－３４５－６７８", "+886912345678"],
  ["+886 912-345-678", "+886912345678"],
  ["(02) 2345-6789", "+886223456789"],
  ["002 81 3 1234 5678", "+81312345678"],
  ["0912", null],
  ["02-2345-6789 #12", null],
  ["call 0912345678", null],
  ["abc", null],
  ["", null],
])("in Taiwan %s is %s", (text, expected) => {
  expect(parsePhone(text, "TW")).toBe(expected);
});

test("a number is shown as people of the region write it", () => {
  expect(displayPhone("+886912345678", "TW")).toBe("0912 345 678");
  expect(displayPhone("+81312345678", "TW")).toBe("+81 3 1234 5678");
  expect(displayPhone("886 unknown", "TW")).toBe("886 unknown");
  expect(asRegion("XX")).toBe("TW");
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BadCsv, BOM, csvRow, csvRows, neutralized, parseCsv, restored } from "./csv.ts";

const awkward = fc.constantFrom(
  ..."=+-@'\",;\t\r\n ＝＋－＠\u00A0\u200B\u202E",
  "\r\n",
  "陳",
  "😀",
  "\uFEFF",
  "a",
);
const text = fc.oneof(
  fc.string({ unit: awkward, maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 40 }).map((s) => s.replaceAll("\0", "")),
);
const table = fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { maxLength: 8 });

test("what is exported is imported as it was", () => {
  fc.assert(
    fc.property(table, (rows) => {
      expect(parseCsv(BOM + csvRows(rows))).toEqual(rows);
    }),
    { numRuns: 3000, seed: 4 },
  );
});

test("what was imported is exported the same again", () => {
  fc.assert(
    fc.property(table, (rows) => {
      const file = csvRows(rows);
      expect(csvRows(parseCsv(file))).toBe(file);
    }),
    { numRuns: 1000, seed: 4 },
  );
});

test("no cell begins as a formula does, whatever is in it", () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(neutralized(value)).not.toMatch(/^(?:[\t\r\n]|[\s\u200B]*[=+\-@＝＋－＠])/);
      expect(restored(neutralized(value))).toBe(value);
    }),
    { numRuns: 3000, seed: 4 },
  );
});

test.each([
  ["=1+1", "'=1+1"],
  ["+886912345678", "'+886912345678"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["＝1+1", "'＝1+1"],
  ["  =1+1", "'  =1+1"],
  ["'=1+1", "''=1+1"],
  ["'twas", "'twas"],
  ["a=b", "a=b"],
  ['say "hi", twice', '"say ""hi"", twice"'],
  ["two\nlines", '"two\nlines"'],
  ["a\0b", "ab"],
  ["", ""],
])("%j is written %j", (value, written) => {
  expect(csvRow([value])).toBe(`${written}\r\n`);
});

test("files of others are read: any line end, no end at the last line, quotes around everything", () => {
  expect(parseCsv('a,b\n"1","2"\r"x""y",\r\nlast,one')).toEqual([
    ["a", "b"],
    ["1", "2"],
    ['x"y', ""],
    ["last", "one"],
  ]);
  expect(parseCsv("")).toEqual([]);
  expect(parseCsv(BOM)).toEqual([]);
});

test.each([
  ['a\n"never closed', 2],
  ['a\r\nb\r\n"closed"and more', 3],
])("%j is refused with its line", (file, line) => {
  expect(() => parseCsv(file)).toThrow(BadCsv);
  expect(() => parseCsv(file)).toThrow(`line ${line}`);
});

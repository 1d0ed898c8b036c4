import { expect, test } from "vitest";
import { barsOf, code128 } from "./barcode.ts";

test("PJJ123C, as ISO/IEC 15417's readers know it", () => {
  expect(code128("PJJ123C")).toEqual([104, 48, 42, 42, 17, 18, 19, 35, 55, 106]);
});

test("digits go two in a symbol, letters after them in the other set", () => {
  expect(code128("123456")).toEqual([105, 12, 34, 56, (105 + 12 + 2 * 34 + 3 * 56) % 103, 106]);
  expect(code128("12345")).toEqual([105, 12, 34, 100, 21, (105 + 12 + 68 + 300 + 84) % 103, 106]);
  expect(code128("12")?.[0]).toBe(104);
});

test("what has no place in it has no barcode", () => {
  for (const text of ["", "會員1", "a\n", "x".repeat(41), "\0"]) expect(code128(text)).toBeNull();
});

test("every symbol is eleven modules, unlike all others, and begins with a bar", () => {
  const drawn = Array.from({ length: 106 }, (_, symbol) => barsOf([symbol]));
  expect(new Set(drawn.map(({ bars }) => JSON.stringify(bars))).size).toBe(106);
  for (const { bars, width } of drawn) {
    expect(width).toBe(31);
    expect(bars).toHaveLength(3);
    expect(bars[0]?.[0]).toBe(10);
    // Of each symbol's modules an even number is black.
    expect(bars.reduce((sum, [, wide]) => sum + wide, 0) % 2).toBe(0);
  }
  expect(barsOf([106]).width).toBe(33);
});

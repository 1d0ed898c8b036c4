import { expect, test } from "vitest";
import { newId } from "./id.ts";

test("ids sort by time, and within a millisecond by when they were made", () => {
  const ids = Array.from({ length: 1000 }, (_, i) => newId(1_700_000_000_000 + Math.floor(i / 100)));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(1000);
});

test("an earlier time is taken as it is", () => {
  newId(1_800_000_000_000);
  expect(newId(1_700_000_000_000) < newId(1_800_000_000_000)).toBe(true);
});

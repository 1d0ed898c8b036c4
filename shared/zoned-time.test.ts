import * as fc from "fast-check";
import { expect, test } from "vitest";
import { zonedTime } from "./zoned-time.ts";

test.each([
  ["Asia/Taipei", Date.UTC(2026, 10, 19, 16), "2026-11-20T00:00:00+08:00"],
  ["UTC", Date.UTC(2026, 0, 1, 0, 0, 1), "2026-01-01T00:00:01+00:00"],
  ["Asia/Kathmandu", Date.UTC(2026, 0, 1), "2026-01-01T05:45:00+05:45"],
  // The hour that comes twice, and the one that never comes.
  ["Europe/Berlin", Date.UTC(2026, 9, 25, 0, 30), "2026-10-25T02:30:00+02:00"],
  ["Europe/Berlin", Date.UTC(2026, 9, 25, 1, 30), "2026-10-25T02:30:00+01:00"],
  ["America/New_York", Date.UTC(2026, 2, 8, 6, 59, 59), "2026-03-08T01:59:59-05:00"],
  ["America/New_York", Date.UTC(2026, 2, 8, 7), "2026-03-08T03:00:00-04:00"],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 4, 15), "2026-04-05T01:30:00+10:30"],
])("in %s %d is %s", (zone, at, written) => {
  expect(zonedTime(zone)(at)).toBe(written);
});

test("what is written is the very same second, in any zone, at any time", () => {
  const zones = Intl.supportedValuesOf("timeZone").map((zone) => zonedTime(zone));
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 4e12 }), (zoned, at) => {
      const written = zoned(at);
      expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
      expect(Date.parse(written)).toBe(Math.floor(at / 1000) * 1000);
    }),
    { numRuns: 3000, seed: 5 },
  );
});

test("a time no calendar holds is still a time", () => {
  expect(zonedTime("Asia/Taipei")(8.64e15)).toBe("+275760-09-13T00:00:00.000Z");
});

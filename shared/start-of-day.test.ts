import fc from "fast-check";
import { expect, test } from "vitest";
import { startOfDay } from "./start-of-day.ts";

const at = Date.parse;

test.each([
  ["Asia/Taipei", "2026-11-20T00:30:00+08:00", 90, "2026-08-22T00:00:00+08:00"],
  ["Asia/Taipei", "2026-11-20T00:00:00+08:00", 0, "2026-11-20T00:00:00+08:00"],
  ["Asia/Taipei", "2026-11-19T23:59:59+08:00", 0, "2026-11-19T00:00:00+08:00"],
  // Over the end of summer time: 90 days and an hour.
  ["America/New_York", "2026-11-20T12:00:00-05:00", 90, "2026-08-22T00:00:00-04:00"],
  ["Europe/Berlin", "2026-05-01T12:00:00+02:00", 90, "2026-01-31T00:00:00+01:00"],
  // The clocks go forward at midnight: the day begins at one.
  ["Africa/Cairo", "2026-07-23T12:00:00+03:00", 90, "2026-04-24T01:00:00+03:00"],
  // The clocks go back from one to midnight: the day begins at the first midnight.
  ["America/Havana", "2026-11-01T12:00:00-05:00", 0, "2026-11-01T00:00:00-04:00"],
  ["Pacific/Kiritimati", "2026-11-20T00:10:00+14:00", 90, "2026-08-22T00:00:00+14:00"],
  ["Etc/GMT+12", "2026-11-20T23:50:00-12:00", 90, "2026-08-22T00:00:00-12:00"],
  ["Asia/Kathmandu", "2026-03-01T08:00:00+05:45", 1, "2026-02-28T00:00:00+05:45"],
])("%s: at %s, %s days ago", (timeZone, now, days, start) => {
  expect(new Date(startOfDay(at(now), timeZone, days)).toISOString()).toBe(new Date(at(start)).toISOString());
});

test("it is never later than the instant, and less than 26 hours before it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at("2000-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") }),
      fc.constantFrom(
        "Asia/Taipei",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "America/Havana",
      ),
      (now, timeZone) => {
        const start = startOfDay(now, timeZone);
        expect(start).toBeLessThanOrEqual(now);
        expect(now - start).toBeLessThan(26 * 3_600_000);
      },
    ),
    { numRuns: 60 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { timeOfWall, wallTimeOf } from "./time-zone.ts";

test("clocks show the same moment differently, and follow summer time", () => {
  const at = Date.UTC(2026, 6, 1, 12);
  expect(wallTimeOf(at, "Asia/Taipei")).toBe("2026-07-01T20:00");
  expect(wallTimeOf(at, "America/New_York")).toBe("2026-07-01T08:00");
  expect(wallTimeOf(Date.UTC(2026, 0, 1, 12), "America/New_York")).toBe("2026-01-01T07:00");
  expect(wallTimeOf(Date.UTC(2026, 0, 1, 18, 30), "Asia/Kolkata")).toBe("2026-01-02T00:00");
});

test("what clocks skip is no time, what they show twice is the first", () => {
  expect(timeOfWall("2026-03-08T02:30", "America/New_York")).toBeNull();
  expect(timeOfWall("2026-03-08T03:00", "America/New_York")).toBe(Date.UTC(2026, 2, 8, 7));
  expect(timeOfWall("2026-11-01T01:30", "America/New_York")).toBe(Date.UTC(2026, 10, 1, 5, 30));
  expect(timeOfWall("2026-04-05T01:45", "Australia/Lord_Howe")).toBe(Date.UTC(2026, 3, 4, 14, 45));
});

test("what is no date is no time", () => {
  for (const text of ["", "2026-02-30T10:00", "2026-13-01T10:00", "2026-01-01", "2026-01-01T25:00", "x"])
    expect(timeOfWall(text, "UTC")).toBeNull();
});

test("reading back what clocks show gives the moment, or an earlier one they showed the same at", () => {
  const zones = ["Asia/Taipei", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2060, 0, 1) / 60_000 }),
      fc.constantFrom(...zones),
      (minutes, zone) => {
        const wall = wallTimeOf(minutes * 60_000, zone);
        const back = timeOfWall(wall, zone);
        expect(back).not.toBeNull();
        expect(back).toBeLessThanOrEqual(minutes * 60_000);
        expect(wallTimeOf(back ?? 0, zone)).toBe(wall);
      },
    ),
  );
});

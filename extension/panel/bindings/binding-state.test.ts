import { expect, test } from "vitest";
import { NOW } from "../test/views.ts";
import { bindingKindsOf, recurringState } from "./binding-state.ts";

test("phone and 91APP exist on LINE only", () => {
  expect(bindingKindsOf("line")).toEqual(["social", "phone", "91app"]);
  for (const kind of ["messenger", "instagram", "whatsapp"] as const)
    expect(bindingKindsOf(kind)).toEqual(["social"]);
  expect(bindingKindsOf("website")).toEqual([]);
});

test.each([
  [{ since: null, until: null, nextAt: null }, "never"],
  [{ since: NOW - 2, until: null, nextAt: null }, "ready"],
  [{ since: NOW - 2, until: NOW + 1, nextAt: NOW }, "ready"],
  [{ since: NOW - 2, until: NOW + 1, nextAt: NOW + 1 }, "waiting"],
  [{ since: NOW - 2, until: NOW, nextAt: NOW + 1 }, "ended"],
] as const)("%j is %s", (recurring, state) => {
  expect(recurringState(recurring, NOW)).toBe(state);
});

import { expect, test } from "vitest";
import { PERMISSION_NAMES } from "../../../../shared/permissions.ts";
import { RIGHT_GROUPS } from "./rights.ts";

test("every right is listed once", () => {
  const listed = RIGHT_GROUPS.flatMap(({ rights }) => rights);
  expect([...listed].sort()).toEqual([...PERMISSION_NAMES].sort());
});

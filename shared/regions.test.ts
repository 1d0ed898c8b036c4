import { getCountries } from "libphonenumber-js";
import { expect, test } from "vitest";
import { REGIONS } from "./regions.ts";

test("every region a phone can be read in is offered, and no other", () => {
  expect([...REGIONS].sort()).toEqual([...getCountries()].sort());
});

import { expect, test } from "vitest";
import { breaksOf } from "./breaks.ts";

test("an address breaks before its @ and its dots, a sentence where it breaks anyway", () => {
  expect(breaksOf("amy_chen.ting@mail.example.com")).toEqual([
    "amy",
    "_chen",
    ".ting",
    "@mail",
    ".example",
    ".com",
  ]);
  expect(breaksOf("Mr. Wang, hello.")).toEqual(["Mr. Wang, hello."]);
  expect(breaksOf("")).toEqual([""]);
});

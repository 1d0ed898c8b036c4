import { expect, it } from "vitest";
import { initialsOf } from "./Avatar.tsx";

it.each([
  ["陳小明", "小明"],
  ["小米 Mia", "小米"],
  ["歐陽娜娜", "娜娜"],
  ["李安", "李安"],
  ["Oliver Hart", "OH"],
  ["outdoor.xiaoyu", "O"],
  ["(Amy)", "A"],
  ["Wolfe 陳", "W陳"],
  ["👩‍👩‍👧 ", "👩‍👩‍👧"],
  ["  ", "?"],
])("%s → %s", (name, expected) => {
  expect(initialsOf(name)).toBe(expected);
});

import { expect, test } from "vitest";
import { withMask } from "./with-mask.ts";

test("a mask is put on and taken off one role, and the others stay", () => {
  const phone = withMask({ sales: ["id"] }, "agent", "phone", true);
  expect(phone).toEqual({ sales: ["id"], agent: ["phone"] });
  expect(withMask(phone, "agent", "phone", true)).toEqual(phone);
  expect(withMask(phone, "agent", "email", true)).toEqual({ sales: ["id"], agent: ["phone", "email"] });
  expect(withMask(phone, "agent", "phone", false)).toEqual({ sales: ["id"] });
});

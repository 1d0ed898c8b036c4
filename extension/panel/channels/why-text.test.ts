import { expect, test } from "vitest";
import type { JoinView } from "../../../shared/schemas/customers.ts";
import { whyText } from "./why-text.ts";

const AT = Date.UTC(2026, 10, 20, 12);

const join = (more: Partial<JoinView>): JoinView => ({
  recordId: "r",
  kind: "hand",
  matched: null,
  authorName: null,
  reason: null,
  at: AT,
  ...more,
});

test("a join names who it is by: a member, or another system's key", () => {
  expect(whyText(join({ authorName: "Lin", reason: "same card" }), AT)).toMatch(
    /^Merged by Lin, .*: same card$/,
  );
  expect(whyText(join({ kind: "api", authorName: "ERP Taipei" }), AT)).toMatch(
    /^Joined by ERP Taipei through the API, /,
  );
  expect(whyText(join({ kind: "member_no" }), AT)).toMatch(/^Same member number/);
});

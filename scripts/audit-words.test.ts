import { expect, test } from "vitest";
import words from "../extension/console/audit/verbs.en.ts";
import { appRouter } from "../worker/trpc/router.ts";

test("the audit has words for whatever a member can do or be refused", () => {
  // tRPC keeps every procedure by its path; its types do not say so.
  const { procedures } = appRouter._def as unknown as { procedures: Record<string, unknown> };
  const without = Object.keys(procedures).filter((path) => !(path in words));
  expect(without.map((path) => `${path}: add it to extension/console/audit/verbs.*.ts`)).toEqual([]);
});

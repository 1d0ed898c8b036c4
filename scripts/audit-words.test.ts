import { expect, test } from "vitest";
import words from "../extension/console/audit/verbs.en.ts";
import type { ProcedureMeta } from "../worker/trpc/init.ts";
import { appRouter } from "../worker/trpc/router.ts";

test("the audit has words for whatever a member can do or be refused", () => {
  // tRPC keeps every procedure with the meta its builder was given; its types do not say so.
  const { procedures } = appRouter._def as unknown as {
    procedures: Record<string, { _def: { meta: ProcedureMeta } }>;
  };
  const verbs = Object.values(procedures).map(({ _def }) => _def.meta.verb);
  const without = verbs.filter((verb) => !(verb in words));
  expect(without.map((verb) => `${verb}: add it to extension/console/audit/verbs.*.ts`)).toEqual([]);
});

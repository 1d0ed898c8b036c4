import { afterAll, beforeAll, describe } from "vitest";
import { type Edge, startEdge } from "./edge-workspace.ts";
import { createTestWorkspace, type TestWorkspace } from "./workspace.ts";

/** Makes a workspace of its own for one test. */
export type CreateWorkspace = (now?: number) => Promise<TestWorkspace>;

/**
 * Declares the same cases twice: on an embedded file in this process, and in real workerd against a
 * real libSQL server. `suite` is called once per engine, inside a `describe`.
 *
 * On the edge `reported` and `woken` are as of the last answered `fetch` or client call, and the clock
 * is the isolate's: calls that overlap share the last one sent.
 */
export function forEachEngine(name: string, suite: (createWorkspace: CreateWorkspace) => void): void {
  describe(`${name} (embedded file)`, () => {
    suite(createTestWorkspace);
  });

  describe(`${name} (workerd and libSQL server)`, () => {
    let edge: Edge | undefined;
    beforeAll(async () => {
      edge = await startEdge();
    }, 60_000);
    afterAll(() => edge?.stop());
    suite((now) => {
      if (!edge) throw new Error("workerd did not start");
      return edge.createWorkspace(now);
    });
  });
}

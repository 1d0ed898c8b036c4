import type { Deps, Workspace } from "../deps.ts";
import { runDue } from "../jobs/run.ts";
import { tellDue } from "../jobs/tell.ts";
import type { TestWorkspace } from "./workspace.ts";

/** A test workspace as a runner of jobs sees it. */
export function runnerOf(shop: TestWorkspace): { workspace: Workspace; deps: Deps } {
  const workspace: Workspace = { slug: shop.slug, name: "Shop", db: shop.db, release() {} };
  return {
    workspace,
    deps: {
      openWorkspace: async (slug) => (slug === shop.slug ? workspace : null),
      now: () => shop.clock.now,
      sealer: shop.sealer,
      mailer: shop.mailer.now,
      sms: shop.sms.now,
      wake() {},
      report: (error) => void shop.reported.push(error),
      clientAddress: () => "127.0.0.1",
      publicUrl: "http://alongside.test",
    },
  };
}

/** Works off everything that is due by the test's clock. */
export async function work(shop: TestWorkspace): Promise<void> {
  const { workspace, deps } = runnerOf(shop);
  let more: boolean;
  do {
    ({ more } = await runDue(workspace, deps));
    const dueAt = await tellDue(workspace, deps);
    more ||= dueAt !== null && dueAt <= deps.now();
  } while (more);
}

/** Rows of a select, as plain objects. */
export async function rowsOf(
  shop: TestWorkspace,
  sql: string,
  ...args: (string | number | null)[]
): Promise<Record<string, unknown>[]> {
  const [result] = await shop.db.read([{ sql, args }]);
  return (result?.rows ?? []).map((row) => ({ ...row }));
}

import type { Deps } from "../deps.ts";
import { runDue } from "../jobs/run.ts";

/** Works off what waits in a workspace until nothing is due; a workspace that is gone has nothing. */
export async function workOff(slug: string, deps: Deps): Promise<void> {
  const workspace = await deps.openWorkspace(slug);
  if (!workspace) return;
  try {
    while ((await runDue(workspace, deps)).more);
  } finally {
    workspace.release();
  }
}

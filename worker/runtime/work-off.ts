import type { Deps } from "../deps.ts";
import { passOn } from "../jobs/relay.ts";
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

/**
 * Passes on what waits for the inboxes behind us, until `stopping` says so.
 *
 * @returns when something is due again, UTC ms; null when nothing waits
 */
export async function passOnAll(slug: string, deps: Deps, stopping: () => boolean): Promise<number | null> {
  const workspace = await deps.openWorkspace(slug);
  if (!workspace) return null;
  try {
    return await passOn(workspace, deps, stopping);
  } finally {
    workspace.release();
  }
}

import type { Deps } from "../deps.ts";
import { passOn } from "../jobs/relay.ts";
import { runDue } from "../jobs/run.ts";
import { tellDue } from "../jobs/tell.ts";

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
 * What goes out to others' servers until `stopping` says so.
 *
 * @returns when something is due again, UTC ms; null when nothing waits
 */
type Sending = (slug: string, deps: Deps, stopping: () => boolean) => Promise<number | null>;

const sending =
  (send: typeof passOn): Sending =>
  async (slug, deps, stopping) => {
    const workspace = await deps.openWorkspace(slug);
    if (!workspace) return null;
    try {
      return await send(workspace, deps, stopping);
    } finally {
      workspace.release();
    }
  };

/** Passes on what waits for the inboxes behind us. */
export const passOnAll = sending(passOn);

/** Tells webhook endpoints what waits for them. */
export const tellAll = sending(tellDue);

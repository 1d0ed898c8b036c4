import { sweepPresences } from "../domain/presence/sweep.ts";
import type { JobHandler } from "./job.ts";

/** Below a minute, so that whatever looks once a minute finds it due. */
const IDLE_MS = 30_000;

/** Forgets the pages of those who went silent, when the next of them does. */
export const sweepPresence: JobHandler = async ({ db, deps, slug }) => {
  const now = deps.now();
  const next = await sweepPresences(db, now);
  if (next === null) return { again: now + IDLE_MS };
  const again = Math.max(next, now) + 1;
  deps.wake(slug, again - now);
  return { again };
};

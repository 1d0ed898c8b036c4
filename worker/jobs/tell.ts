import type { Deps, Workspace } from "../deps.ts";
import { ENDPOINTS_MAX } from "../../shared/schemas/webhooks.ts";
import { leaseJobs, nextTell } from "./lease.ts";
import { runJob } from "./run.ts";

/** How often other endpoints are looked for while some are told, ms. */
const GLANCE_MS = 50;

/**
 * Tells every endpoint what is due, beside each other: one that is slow holds up neither the others nor any
 * other job. Returns when nothing is due, or soon after `stopping` says so.
 *
 * @returns when something is due again, UTC ms; null when nothing waits
 */
export async function tellDue(
  { db, slug }: Workspace,
  deps: Deps,
  stopping: () => boolean = () => false,
): Promise<number | null> {
  const running = new Set<Promise<void>>();
  for (;;) {
    const next = await nextTell(db);
    const due = next !== null && next <= deps.now() && !stopping();
    for (const job of due ? await leaseJobs(db, deps.now(), ENDPOINTS_MAX, "tells") : []) {
      const run = runJob({ db, slug, deps, job })
        .catch((error: unknown) => deps.report(error, `webhooks/${slug}`))
        .finally(() => running.delete(run));
      running.add(run);
    }
    if (running.size === 0) return next;
    await Promise.race([...running, new Promise((resolve) => setTimeout(resolve, GLANCE_MS))]);
  }
}

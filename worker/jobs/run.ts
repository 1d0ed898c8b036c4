import { ProviderRefusal } from "../channels/request.ts";
import type { Deps, Workspace } from "../deps.ts";
import { sealWaiting } from "./audit.ts";
import { applyPixelEvents } from "../domain/pixel/apply.ts";
import { takeInSearch } from "../domain/search/take-in.ts";
import { receiveWaiting } from "./inbound.ts";
import { JobFailed, type JobRun, type LeasedJob, LeaseLost } from "./job.ts";
import { finishJob, leaseJobs, putBackJob, saveJob } from "./lease.ts";
import { JOBS } from "./registry.ts";

const AT_ONCE = 4;
const MAX_ATTEMPTS = 12;
const LONGEST_WAIT_MS = 3_600_000;
/** How often arrivals are looked for while a job waits for somebody else's server. */
const GLANCE_MS = 50;

/**
 * One round of waiting work: due jobs, and beside them what has arrived, since a job may wait for a
 * provider. What endpoints are told has a lane of its own, see `tell.ts`. May run several times at once, in one process or several.
 *
 * @returns whether there may be more to do right now
 */
export async function runDue(workspace: Workspace, deps: Deps): Promise<{ more: boolean }> {
  const { db, slug } = workspace;
  // An embedded file answers without ever letting the event loop turn: requests go in between.
  await new Promise((resolve) => setTimeout(resolve));
  const sealing = await sealWaiting(workspace, deps).catch((error: unknown) => {
    // The chain waits; what people wait for goes on.
    deps.report(error, `audit/${slug}`);
    return false;
  });
  const jobs = await leaseJobs(db, deps.now(), AT_ONCE);
  const work = Promise.allSettled(jobs.map((job) => runJob({ db, slug, deps, job })));
  const through = work.then(() => true);
  const aside = (error: unknown) => deps.report(error, `pixel/${slug}`);
  const later = (error: unknown) => {
    deps.report(error, `search/${slug}`);
    return false;
  };
  let more: boolean;
  do {
    more =
      (await receiveWaiting(db, deps)) ||
      (await applyPixelEvents(db, deps.now(), aside)) ||
      (await takeInSearch(db, deps.now()).catch(later));
  } while (!(await Promise.race([through, wait(more ? 0 : GLANCE_MS)])));
  for (const result of await work) if (result.status === "rejected") throw result.reason;
  return { more: more || sealing || jobs.length > 0 };
}

const wait = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));

/** Runs a job that is leased, and keeps what became of it. */
export async function runJob({ db, slug, deps, job }: Omit<JobRun, "save">): Promise<void> {
  try {
    const handler = JOBS[job.kind];
    if (!handler) throw new JobFailed("unknown_kind");
    const save: JobRun["save"] = (payload, progress) => saveJob(db, deps.now(), job, payload, progress);
    const outcome = await handler({ db, slug, deps, job, save });
    const now = deps.now();
    if ("done" in outcome) await finishJob(db, now, job);
    else await putBackJob(db, now, job, { state: "waiting", runAt: outcome.again, error: null, tried: 0 });
  } catch (error) {
    if (error instanceof LeaseLost) return;
    await putBackFailed({ db, slug, deps, job }, error);
  }
}

async function putBackFailed({ db, deps, job }: Omit<JobRun, "save">, error: unknown): Promise<void> {
  const now = deps.now();
  const refusal = error instanceof ProviderRefusal ? error : null;
  if (!refusal && !(error instanceof JobFailed)) deps.report(error, job.id);
  const reason = refusal || error instanceof JobFailed ? (error as Error).message : "internal";
  if (error instanceof JobFailed || job.attempts >= MAX_ATTEMPTS) {
    await putBackJob(db, now, job, { state: "failed", runAt: now, error: reason, tried: job.attempts });
    return;
  }
  const wait = Math.max(waitAfter(job), Math.min(refusal?.retryAfter ?? 0, LONGEST_WAIT_MS));
  await putBackJob(db, now, job, {
    state: "waiting",
    runAt: now + wait,
    error: reason,
    tried: job.attempts,
  });
}

/** 2 s, 4 s, 8 s … up to an hour. */
const waitAfter = ({ attempts }: LeasedJob): number => Math.min(1000 * 2 ** attempts, LONGEST_WAIT_MS);

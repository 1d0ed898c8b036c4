import type { Database } from "../db/database.ts";
import type { Deps } from "../deps.ts";

/** A job this runner holds the lease of. */
export interface LeasedJob {
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  progress: Record<string, unknown> | null;
  /** How often it was started since it last got anywhere. */
  attempts: number;
  /** UTC ms; with `attempts` it proves the lease. */
  leasedUntil: number;
}

export interface JobRun {
  db: Database;
  deps: Deps;
  /** The workspace's name in addresses. */
  slug: string;
  job: LeasedJob;
  /**
   * Keeps how far the job is and its lease for another minute.
   * @throws {LeaseLost} when another runner took over: stop at once
   */
  save(payload: Record<string, unknown>, progress: Record<string, unknown>): Promise<void>;
}

/** `again`: not through yet; when to go on, UTC ms. A job that throws is tried again, later each time. */
export type Outcome = { done: true } | { again: number };

export type JobHandler = (run: JobRun) => Promise<Outcome>;

/** Another runner has the job now. */
export class LeaseLost extends Error {}

/** Nothing that could be tried again would help: the job has failed. */
export class JobFailed extends Error {}

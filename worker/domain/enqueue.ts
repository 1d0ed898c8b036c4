import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../db/statement.ts";
import { newId } from "./id.ts";

const p = sql.placeholder;

const insertAll = prepare<{ jobs: string; now: number }>(sql`
  insert into job (id, kind, key, payload, state, progress, run_at, created_at, updated_at)
  select value ->> 'id', value ->> 'kind', value ->> 'key', value ->> 'payload', 'waiting',
    value ->> 'progress', value ->> 'runAt', ${p("now")}, ${p("now")}
  from json_each(${p("jobs")}) where true on conflict do nothing`);

/** Work that outlives a request. The kinds and what runs them stand in `worker/jobs/registry.ts`. */
export interface NewJob {
  kind: string;
  /** While a job with this key waits or runs, no second one is made. */
  key: string;
  payload: Record<string, unknown>;
  progress?: Record<string, unknown>;
  /** UTC ms; at once when not given. */
  runAt?: number;
}

export function enqueueJobs(now: number, jobs: readonly NewJob[]): Statement {
  const rows = jobs.map(({ kind, key, payload, progress, runAt = now }) => ({
    id: newId(now),
    kind,
    key,
    payload: JSON.stringify(payload),
    progress: progress ? JSON.stringify(progress) : null,
    runAt,
  }));
  return insertAll({ jobs: JSON.stringify(rows), now });
}

export const enqueueJob = (now: number, job: NewJob): Statement => enqueueJobs(now, [job]);

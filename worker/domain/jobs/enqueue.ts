import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

const insert = prepare<{
  id: string;
  kind: string;
  key: string;
  payload: string;
  progress: string | null;
  runAt: number;
  now: number;
}>(sql`
  insert into job (id, kind, key, payload, state, progress, run_at, created_at, updated_at)
  values (${p("id")}, ${p("kind")}, ${p("key")}, ${p("payload")}, 'waiting', ${p("progress")}, ${p("runAt")}, ${p("now")}, ${p("now")})
  on conflict do nothing`);

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

export function enqueueJob(now: number, { kind, key, payload, progress, runAt = now }: NewJob): Statement {
  return insert({
    id: newId(now),
    kind,
    key,
    payload: JSON.stringify(payload),
    progress: progress ? JSON.stringify(progress) : null,
    runAt,
    now,
  });
}

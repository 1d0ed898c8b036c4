import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/database.ts";
import { prepare } from "../db/statement.ts";
import { TELL, TELLS } from "../domain/webhooks/item.ts";
import { type LeasedJob, LeaseLost } from "./job.ts";

const LEASE_MS = 60_000;

const p = sql.placeholder;

type Row = { id: string; kind: string; payload: string; progress: string | null; attempts: number };

/** One statement takes the jobs and the right to run them: two runners never hold the same one. */
const takeOf = (which: SQL) =>
  prepare<{ now: number; leasedUntil: number; limit: number }, Row>(sql`
  update job set state = 'running', attempts = attempts + 1, updated_at = ${p("now")},
    leased_until = max(${p("leasedUntil")}, coalesce(leased_until, 0) + 1)
  where id in (
    select id from job where run_at <= ${p("now")} and state in ('waiting', 'running')
      and (state = 'waiting' or leased_until <= ${p("now")}) and ${which}
    order by run_at limit ${p("limit")})
  returning id, kind, payload, progress, attempts, leased_until as "leasedUntil"`);

/** One for each endpoint; found by their keys, so that it costs the same however many others wait. */
const tells = sql`key >= ${TELLS.from} and key < ${TELLS.to}`;

const TAKE = { jobs: takeOf(sql`kind <> ${TELL}`), tells: takeOf(tells) };

const selectNextTell = prepare<Record<string, never>, { next: number | null }>(sql`
  select min(case state when 'running' then max(run_at, leased_until) else run_at end) as next
  from job where ${tells} and state in ('waiting', 'running')`);

/** When an endpoint's job is due, UTC ms; null when there is none. */
export async function nextTell(db: Database): Promise<number | null> {
  const statement = selectNextTell({});
  const [result] = await db.read([statement]);
  return (result && statement.decode(result)[0]?.next) ?? null;
}

type Held = { id: string; attempts: number; leasedUntil: number };
const held = sql`id = ${p("id")} and state = 'running' and attempts = ${p("attempts")} and leased_until = ${p("leasedUntil")}`;

const save = prepare<Held & { payload: string; progress: string; now: number; until: number }>(sql`
  update job set payload = ${p("payload")}, progress = ${p("progress")}, updated_at = ${p("now")},
    attempts = 1, leased_until = max(${p("until")}, leased_until + 1), error = null
  where ${held} returning leased_until as "leasedUntil"`);

const finish = prepare<Held & { now: number }>(sql`
  update job set state = 'done', error = null, leased_until = null, updated_at = ${p("now")}
  where ${held} and progress is not null`);

/** A job nobody watches leaves nothing behind. */
const remove = prepare<Held>(sql`delete from job where ${held} and progress is null`);

const putBack = prepare<
  Held & { state: string; runAt: number; error: string | null; tried: number; now: number }
>(sql`
  update job set state = ${p("state")}, run_at = ${p("runAt")}, error = ${p("error")},
    attempts = ${p("tried")}, updated_at = ${p("now")}
  where ${held}`);

/** Takes up to `limit` jobs of a lane that are due, or whose runner has been silent for a minute. */
export async function leaseJobs(
  db: Database,
  now: number,
  limit: number,
  lane: keyof typeof TAKE = "jobs",
): Promise<LeasedJob[]> {
  const statement = TAKE[lane]({ now, leasedUntil: now + LEASE_MS, limit });
  const [result] = await db.write([statement]);
  const rows = (result ? statement.decode(result) : []) as (Omit<LeasedJob, "payload" | "progress"> & {
    payload: string;
    progress: string | null;
  })[];
  return rows.map(({ id, kind, attempts, leasedUntil, payload, progress }) => ({
    id,
    kind,
    attempts,
    leasedUntil,
    payload: JSON.parse(payload) as Record<string, unknown>,
    progress: progress === null ? null : (JSON.parse(progress) as Record<string, unknown>),
  }));
}

/** @throws {LeaseLost} */
export async function saveJob(
  db: Database,
  now: number,
  job: LeasedJob,
  payload: Record<string, unknown>,
  progress: Record<string, unknown>,
): Promise<void> {
  const statement = save({
    ...holding(job),
    payload: JSON.stringify(payload),
    progress: JSON.stringify(progress),
    now,
    until: now + LEASE_MS,
  });
  const [result] = await db.write([statement]);
  const row = result?.rows[0];
  if (!row) throw new LeaseLost(job.id);
  job.leasedUntil = Number(row["leasedUntil"]);
  job.attempts = 1;
}

export async function finishJob(db: Database, now: number, job: LeasedJob): Promise<void> {
  await db.write([finish({ ...holding(job), now }), remove(holding(job))]);
}

/** Waits until `runAt`; `tried` is how often it has failed in a row. */
export async function putBackJob(
  db: Database,
  now: number,
  job: LeasedJob,
  to: { state: "waiting" | "failed"; runAt: number; error: string | null; tried: number },
): Promise<void> {
  await db.write([putBack({ ...holding(job), ...to, now })]);
}

const holding = ({ id, attempts, leasedUntil }: LeasedJob): Held => ({ id, attempts, leasedUntil });

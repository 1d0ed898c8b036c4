import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";

/** How long a runner may be silent before another takes its line, ms. A post's way takes less. */
export const LEASE_MS = 30_000;

/** What one turn takes: so few that who is blocked is asked often, so many that commits are few. */
const AT_ONCE = 25;
const AT_ONCE_BYTES = 1_000_000;

const p = sql.placeholder;

/** A connection whose posts wait, and from when on it may go on, UTC ms. */
export interface WaitingLine {
  connectionId: string;
  dueAt: number;
}

const selectLines = prepare<Record<string, never>, WaitingLine>(sql`
  select r.connection_id as "connectionId", max(r.retry_at, r.leased_until) as "dueAt"
  from relay r join connection c on c.id = r.connection_id and c.state <> 'disabled'
  where r.url is not null
    and exists (select 1 from relay_post p where p.connection_id = r.connection_id and p.state = 'waiting')
  order by 2 limit 500`);

/** The line of one connection, held by this runner. */
export interface HeldLine {
  connectionId: string;
  url: string;
  /** How often what stands first has failed in a row. */
  attempts: number;
  /** Proves the lease. */
  leasedUntil: number;
}

const take = prepare<{ connectionId: string; now: number; until: number }, HeldLine>(sql`
  update relay set leased_until = max(${p("until")}, leased_until + 1)
  where connection_id = ${p("connectionId")} and url is not null and leased_until <= ${p("now")}
    and retry_at <= ${p("now")}
  returning connection_id as "connectionId", url, attempts, leased_until as "leasedUntil"`);

/** A post as it stands in line. */
export interface Standing {
  seq: number;
  /** Empty: asks only whether anybody is there, in the provider's way. */
  body: string;
  /** JSON: [name, value][] */
  headers: string;
  attempts: number;
  receivedAt: number;
}

const selectFirst = prepare<{ connectionId: string }, Standing>(sql`
  select seq, body, headers, attempts, received_at as "receivedAt" from (
    select *, sum(size) over (order by seq) as total from (
      select * from relay_post where connection_id = ${p("connectionId")} and state = 'waiting'
      order by seq limit ${sql.raw(String(AT_ONCE))}))
  where total - size < ${sql.raw(String(AT_ONCE_BYTES))} order by seq`);

/** What became of a post that stands in line no longer. */
export interface Settled {
  seq: number;
  state: "sent" | "withheld" | "parked" | "dropped";
  error: string | null;
}

/** What was passed on, or must not be, is kept by its name only. */
const settle = prepare<{ settled: string; now: number }>(sql`
  update relay_post set state = j.value ->> 'state', error = j.value ->> 'error', attempts = attempts + 1,
    done_at = ${p("now")},
    body = case j.value ->> 'state' when 'parked' then body else '' end,
    headers = case j.value ->> 'state' when 'parked' then headers else '[]' end
  from json_each(${p("settled")}) j
  where relay_post.seq = j.value ->> 'seq' and relay_post.state = 'waiting'`);

type Held = { connectionId: string; leasedUntil: number };
const held = sql`connection_id = ${p("connectionId")} and leased_until = ${p("leasedUntil")}`;

const prolong = prepare<Held & { until: number; sentAt: number | null }>(sql`
  update relay set leased_until = max(${p("until")}, leased_until + 1), attempts = 0, retry_at = 0, error = null,
    failing_since = null, last_sent_at = coalesce(${p("sentAt")}, last_sent_at)
  where ${held} returning leased_until as "leasedUntil"`);

const fail = prepare<Held & { now: number; retryAt: number; attempts: number; error: string }>(sql`
  update relay set leased_until = 0, attempts = ${p("attempts")}, retry_at = ${p("retryAt")}, error = ${p("error")},
    failing_since = coalesce(failing_since, ${p("now")})
  where ${held}`);

const tried = prepare<{ seq: number; error: string }>(sql`
  update relay_post set attempts = attempts + 1, error = ${p("error")}
  where seq = ${p("seq")} and state = 'waiting'`);

/** Its body is written anew with each row: 50,000 at once would take seconds. */
export const PARKED_AT_ONCE = sql.raw("500");

const parkOld = prepare<{ connectionId: string; before: number; now: number; error: string }>(sql`
  update relay_post set state = 'parked', error = ${p("error")}, done_at = ${p("now")} where seq in (
    select seq from relay_post where connection_id = ${p("connectionId")} and state = 'waiting'
      and waits_since < ${p("before")} order by seq limit ${PARKED_AT_ONCE})`);

/** Why posts are kept that nobody wants any longer. */
export const OFF = "relay_off";

const unwanted = sql`select p.seq from relay r join relay_post p
  on p.connection_id = r.connection_id and p.state = 'waiting' where r.url is null`;
const selectUnwanted = prepare<Record<string, never>, { seq: number }>(sql`${unwanted} limit 1`);
const parkUnwanted = prepare<{ now: number }>(sql`
  update relay_post set state = 'parked', error = '${sql.raw(OFF)}', done_at = ${p("now")}
  where seq in (${unwanted} limit ${PARKED_AT_ONCE})`);

const release = prepare<Held>(sql`update relay set leased_until = 0 where ${held}`);

async function rowsOf<Row>(db: Database, mode: "read" | "write", statement: Statement<Row>): Promise<Row[]> {
  const [result] = await db[mode]([statement]);
  return result ? statement.decode(result) : [];
}

/** Whose posts wait, the first due first. */
export const waitingLines = (db: Database): Promise<WaitingLine[]> => rowsOf(db, "read", selectLines({}));

/** What still waits though there is no inbox any longer. @returns whether there may be more */
export async function parkOff(db: Database, now: number): Promise<boolean> {
  if ((await rowsOf(db, "read", selectUnwanted({}))).length === 0) return false;
  await db.write([parkUnwanted({ now })]);
  return true;
}

/** null when another runner has it, or it is not due. */
export async function takeLine(db: Database, now: number, connectionId: string): Promise<HeldLine | null> {
  const [line] = await rowsOf(db, "write", take({ connectionId, now, until: now + LEASE_MS }));
  return line ?? null;
}

export const firstInLine = (db: Database, connectionId: string): Promise<Standing[]> =>
  rowsOf(db, "read", selectFirst({ connectionId }));

/** Keeps what became of posts, and the line for longer. @returns false when another runner has it by now */
export async function keepSettled(
  db: Database,
  now: number,
  line: HeldLine,
  settled: readonly Settled[],
): Promise<boolean> {
  const sentAt = settled.some(({ state }) => state === "sent") ? now : null;
  const { connectionId, leasedUntil } = line;
  const renewed = prolong({ connectionId, leasedUntil, until: now + LEASE_MS, sentAt });
  const [, result] = await db.write([settle({ settled: JSON.stringify(settled), now }), renewed]);
  const until = result?.rows[0]?.["leasedUntil"];
  if (until === undefined) return false;
  line.leasedUntil = Number(until);
  line.attempts = 0;
  return true;
}

/**
 * The first in line did not get through. Gives the line back; it is due again at `retryAt`, UTC ms.
 *
 * @param failure `to`: where it goes when it is not tried again; `parkBefore`: what waits since before then is parked
 */
export async function keepFailure(
  db: Database,
  now: number,
  { connectionId, leasedUntil, attempts }: HeldLine,
  failure: { seq: number; error: string; retryAt: number; parkBefore: number; to: Settled["state"] | null },
): Promise<void> {
  const { seq, error, retryAt, parkBefore, to } = failure;
  await db.write([
    to ? settle({ settled: JSON.stringify([{ seq, state: to, error }]), now }) : tried({ seq, error }),
    parkOld({ connectionId, before: parkBefore, now, error }),
    fail({ connectionId, leasedUntil, now, retryAt, attempts: attempts + 1, error }),
  ]);
}

/** Gives the line back. What is stored after its last look finds it free; what came before, a later look. */
export async function releaseLine(db: Database, { connectionId, leasedUntil }: HeldLine): Promise<void> {
  await db.write([release({ connectionId, leasedUntil })]);
}

import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { Sealer } from "../../sealer.ts";
import { tellJob } from "./item.ts";
import { openSecret } from "./secret.ts";

const p = sql.placeholder;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after each try the next one is, as Standard Webhooks recommends; after the last it has failed. */
const WAITS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** An endpoint that takes nothing for so long is switched off. */
export const GIVEN_UP_MS = 5 * 24 * HOUR;

/** So many are sent in a run, before others get their turn. */
export const AT_ONCE = 12;

export interface Told {
  seq: number;
  id: string;
  type: string;
  at: number;
  data: string;
  attempts: number;
}

export interface Endpoint {
  url: string;
  secrets: string[];
}

const selectEndpoint = prepare<
  { endpointId: string },
  { url: string; sealed: string; previous: string | null; until: number | null }
>(sql`
  select url, sealed_secret as sealed, previous_sealed_secret as previous, previous_until as until
  from webhook_endpoint where id = ${p("endpointId")} and state = 'active'`);

const selectDue = prepare<{ endpointId: string; now: number }, Told>(sql`
  select e.seq, e.id, e.type, e.at, e.data, d.attempts from webhook_delivery d
  join webhook_event e on e.seq = d.event_seq
  where d.endpoint_id = ${p("endpointId")} and d.state = 'waiting' and d.next_at <= ${p("now")}
  order by d.next_at, d.event_seq limit ${sql.raw(String(AT_ONCE))}`);

const selectNext = prepare<{ endpointId: string }, { next: number | null }>(sql`
  select min(next_at) as next from webhook_delivery where endpoint_id = ${p("endpointId")} and state = 'waiting'`);

/** What is due at an endpoint, and when the next is; null when there is no such endpoint, or it is switched off. */
export async function dueAt(
  db: Database,
  sealer: Sealer,
  endpointId: string,
  now: number,
): Promise<{ endpoint: Endpoint; due: Told[]; next: number | null } | null> {
  const statements = [
    selectEndpoint({ endpointId }),
    selectDue({ endpointId, now }),
    selectNext({ endpointId }),
  ] as const;
  const [first, second, third] = await db.read([...statements]);
  const row = first && statements[0].decode(first)[0];
  if (!row || !second || !third) return null;
  const sealed = [row.sealed, ...(row.previous !== null && (row.until ?? 0) > now ? [row.previous] : [])];
  const secrets = await Promise.all(sealed.map((one) => openSecret(sealer, endpointId, one)));
  return {
    endpoint: { url: row.url, secrets },
    due: statements[1].decode(second),
    next: statements[2].decode(third)[0]?.next ?? null,
  };
}

/** What an endpoint made of one. */
export interface Outcome {
  seq: number;
  attempts: number;
  /** What it answered; 0: nothing. */
  status: number;
  error: string | null;
}

/** Found by their keys, not among all that wait: hence the list beside the join, and the plus. */
const record = prepare<{ endpointId: string; outcomes: string; now: number }>(sql`
  update webhook_delivery set state = j.value ->> 'state', attempts = j.value ->> 'attempts',
    next_at = coalesce(j.value ->> 'nextAt', next_at), last_at = ${p("now")},
    last_status = j.value ->> 'status', last_error = j.value ->> 'error'
  from json_each(${p("outcomes")}) j
  where webhook_delivery.endpoint_id = ${p("endpointId")} and webhook_delivery.event_seq = j.value ->> 'seq'
    and webhook_delivery.event_seq in (select value ->> 'seq' from json_each(${p("outcomes")}))
    and +webhook_delivery.state = 'waiting'`);

const recordHealth = prepare<{
  endpointId: string;
  arrived: number;
  gone: number;
  now: number;
  since: number;
}>(sql`
  update webhook_endpoint set
    state = case when ${p("gone")} or (not ${p("arrived")} and failing_since <= ${p("since")}) then 'disabled' else state end,
    state_reason = case when ${p("gone")} then 'gone'
      when not ${p("arrived")} and failing_since <= ${p("since")} then 'failing' else state_reason end,
    updated_at = case when ${p("gone")} or (not ${p("arrived")} and failing_since <= ${p("since")})
      then max(${p("now")}, updated_at + 1) else updated_at end,
    failing_since = case when ${p("arrived")} then null else coalesce(failing_since, ${p("now")}) end
  where id = ${p("endpointId")} and state = 'active'`);

const recordDisabled = prepare<{ endpointId: string; now: number; requestId: string }>(sql`
  insert into audit (at, actor_kind, verb, target, detail, request_id)
  select ${p("now")}, 'system', 'webhooks.disabled', id, json_object('reason', state_reason), ${p("requestId")}
  from webhook_endpoint where id = ${p("endpointId")} and state = 'disabled' and changes() > 0`);

/** 410: it says itself that it is no more. */
const GONE = 410;

/** Keeps what became of a run. Those that did not arrive wait longer each time. */
export async function recordTold(
  db: Database,
  endpointId: string,
  outcomes: readonly Outcome[],
  now: number,
  requestId: string,
): Promise<void> {
  const rows = outcomes.map(({ seq, attempts, status, error }) => {
    const wait = error === null ? undefined : WAITS[attempts];
    const state = error === null ? "delivered" : wait === undefined ? "failed" : "waiting";
    // Not all at the same moment, when many failed together.
    const later = wait === undefined ? null : now + Math.round(wait * (0.9 + Math.random() * 0.2));
    return { seq, attempts: attempts + 1, status, error, state, nextAt: later };
  });
  const arrived = outcomes.some(({ error }) => error === null) ? 1 : 0;
  const gone = outcomes.some(({ status }) => status === GONE) && arrived === 0 ? 1 : 0;
  await db.write([
    record({ endpointId, outcomes: JSON.stringify(rows), now }),
    recordHealth({ endpointId, arrived, gone, now, since: now - GIVEN_UP_MS }),
    recordDisabled({ endpointId, now, requestId }),
  ]);
}

const quiet = prepare<{ key: string; until: number }>(sql`
  update job set payload = json_set(payload, '$.quietUntil', ${p("until")})
  where key = ${p("key")} and state in ('waiting', 'running')`);

/** Nothing is sent until then, unless an admin asks for it: not for what happens meanwhile either. */
export async function leaveAlone(db: Database, endpointId: string, until: number): Promise<void> {
  await db.write([quiet({ key: tellJob(endpointId).key, until })]);
}

export const purgeWebhookEvents = prepare<{ before: number; limit: number }>(sql`
  delete from webhook_event where seq in (
    select seq from webhook_event where at < ${p("before")} order by at limit ${p("limit")})`);

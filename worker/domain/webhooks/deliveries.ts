import { sql } from "drizzle-orm";
import {
  DELIVERIES_PER_PAGE,
  WebhookDeliveries,
  type WebhookDelivery,
  type WebhookDeliveryPage,
  WebhookRef,
  WebhookReplay,
  WebhookReplaySince,
} from "../../../shared/schemas/webhooks.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { newId } from "../id.ts";
import { readVerb, writeVerb } from "../verb.ts";
import { isThere, requireEndpoint, wakeEndpoint } from "./item.ts";

const p = sql.placeholder;

const select = prepare<
  { endpointId: string; state: string | null; before: number | null },
  WebhookDelivery
>(sql`
  select e.seq, e.id as "eventId", e.type, e.at, d.state, d.attempts, d.next_at as "nextAt", d.last_at as "lastAt",
    d.last_status as "lastStatus", d.last_error as "lastError"
  from webhook_delivery d join webhook_event e on e.seq = d.event_seq
  where d.endpoint_id = (select x.id from webhook_endpoint x where x.id = ${p("endpointId")} and ${isThere(sql`x`)})
    and d.event_seq < coalesce(${p("before")}, 9e15)
    and (${p("state")} is null or d.state = ${p("state")})
  order by d.event_seq desc limit ${sql.raw(String(DELIVERIES_PER_PAGE + 1))}`);

/** What an endpoint was told and is to be told, the newest first. */
export const listDeliveries = readVerb({
  name: "webhooks.deliveries",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookDeliveries,
  async run(ctx, input): Promise<WebhookDeliveryPage> {
    const { rows } = await read(ctx, [select(input)]);
    const items = rows[0].slice(0, DELIVERIES_PER_PAGE);
    return { items, next: rows[0].length > items.length ? (items.at(-1)?.seq ?? null) : null };
  },
});

const requireDelivery = prepare<{ endpointId: string; seq: number }>(sql`
  update guard set target_found = exists (
    select 1 from webhook_delivery d join webhook_endpoint x on x.id = d.endpoint_id and ${isThere(sql`x`)}
    where d.endpoint_id = ${p("endpointId")} and d.event_seq = ${p("seq")})`);

const again = prepare<{ endpointId: string; seq: number; now: number }>(sql`
  update webhook_delivery set state = 'waiting', attempts = 0, next_at = ${p("now")}
  where endpoint_id = ${p("endpointId")} and event_seq = ${p("seq")}`);

/**
 * Tells an endpoint of one thing again, under the same `webhook-id`.
 *
 * @throws {Failure} NOT_FOUND
 */
export const replayOne = writeVerb({
  name: "webhooks.replay",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookReplay,
  run(ctx, input): Promise<{ seq: number }> {
    const { endpointId, seq } = input;
    return write(ctx, {
      input,
      target: endpointId,
      detail: { seq },
      statements: [
        requireDelivery({ endpointId, seq }),
        again({ endpointId, seq, now: ctx.now }),
        ...wakeEndpoint(ctx.now, endpointId),
      ],
      result: answerWith({ seq }),
    });
  },
});

/** The job that puts what happened back in line. */
export const REPLAY = "webhook.replay";

/** So few that no call is felt. */
const AT_ONCE = 500;
const COUNTED = 10_000;

const asksFor = sql`join webhook_endpoint x on x.id = ${p("endpointId")} and ${isThere(sql`x`)}
  where x.types = '[]' or exists (select 1 from json_each(x.types) where value = e.type)`;

const selectSome = prepare<{ at: number; seq: number; until: number }, { at: number; seq: number }>(sql`
  select at, seq from webhook_event where (at, seq) > (${p("at")}, ${p("seq")}) and at <= ${p("until")}
  order by at, seq limit ${sql.raw(String(AT_ONCE))}`);

const againSome = prepare<{ endpointId: string; seqs: string; now: number }>(sql`
  insert into webhook_delivery (endpoint_id, event_seq, state, next_at)
  select ${p("endpointId")}, e.seq, 'waiting', ${p("now")}
  from (select e.seq, e.type from json_each(${p("seqs")}) j join webhook_event e on e.seq = j.value) e ${asksFor}
  on conflict (endpoint_id, event_seq) do update set state = 'waiting', attempts = 0, next_at = excluded.next_at`);

const countSince = prepare<{ endpointId: string; since: number }, { result: string }>(sql`
  select json_object('count', (select count(*) from (
    select type from webhook_event where at >= ${p("since")} order by at limit ${sql.raw(String(COUNTED))}) e
    ${asksFor})) as result`);

/** How far a replay is. */
export type Place = { at: number; seq: number };

/** One step of a replay. @returns where the next begins; null when it is through */
export async function replaySome(
  db: Database,
  now: number,
  { endpointId, until }: { endpointId: string; until: number },
  from: Place,
): Promise<Place | null> {
  const some = selectSome({ ...from, until });
  const [result] = await db.read([some]);
  const events = result ? some.decode(result) : [];
  const last = events.at(-1);
  if (!last) return null;
  const seqs = JSON.stringify(events.map(({ seq }) => seq));
  await db.write([againSome({ endpointId, seqs, now }), ...wakeEndpoint(now, endpointId)]);
  return last;
}

/**
 * Tells an endpoint again of everything from a time on, in its order: what it was told, what failed, and what
 * happened while it was switched off. A job does, some at a time; of more than 10,000 events it says how many of
 * the first 10,000 it will tell.
 *
 * @throws {Failure} NOT_FOUND
 */
export const replaySince = writeVerb({
  name: "webhooks.replaySince",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookReplaySince,
  run(ctx, input): Promise<{ count: number }> {
    const { endpointId, since } = input;
    return write(ctx, {
      input,
      target: endpointId,
      detail: { since },
      statements: [
        requireEndpoint({ endpointId }),
        enqueueJob(ctx.now, {
          kind: REPLAY,
          key: `${REPLAY}/${newId(ctx.now)}`,
          payload: { endpointId, at: since, seq: 0, until: ctx.now },
        }),
      ],
      result: countSince({ endpointId, since }),
    });
  },
});

/** Whatever types it asks for, and to nobody else: the trigger gives it to those who ask for everything. */
const insertTest = prepare<{ endpointId: string; now: number }>(sql`
  insert into webhook_event (id, type, data, at)
  values ('evt_' || lower(hex(randomblob(16))), 'webhook.test', json_object('endpoint_id', ${p("endpointId")}), ${p("now")})`);
const onlyHere = prepare<{ endpointId: string }>(sql`
  delete from webhook_delivery where endpoint_id <> ${p("endpointId")}
    and event_seq = (select max(seq) from webhook_event)`);
const deliverTest = prepare<{ endpointId: string; now: number }>(sql`
  insert into webhook_delivery (endpoint_id, event_seq, state, next_at)
  select ${p("endpointId")}, max(seq), 'waiting', ${p("now")} from webhook_event where true on conflict do nothing`);

/** Tells an endpoint of a test, of the type `webhook.test`. */
export const testWebhook = writeVerb({
  name: "webhooks.test",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookRef,
  run(ctx, input): Promise<{ endpointId: string }> {
    const { endpointId } = input;
    const values = { endpointId, now: ctx.now };
    return write(ctx, {
      input,
      target: endpointId,
      statements: [
        requireEndpoint({ endpointId }),
        insertTest(values),
        onlyHere({ endpointId }),
        deliverTest(values),
        ...wakeEndpoint(ctx.now, endpointId),
      ],
      result: answerWith({ endpointId }),
    });
  },
});

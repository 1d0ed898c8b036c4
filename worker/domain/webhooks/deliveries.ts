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
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import { readVerb, writeVerb } from "../verb.ts";
import { requireEndpoint, wakeEndpoint } from "./item.ts";

const p = sql.placeholder;

const select = prepare<
  { endpointId: string; state: string | null; before: number | null },
  WebhookDelivery
>(sql`
  select e.seq, e.id as "eventId", e.type, e.at, d.state, d.attempts, d.next_at as "nextAt", d.last_at as "lastAt",
    d.last_status as "lastStatus", d.last_error as "lastError"
  from webhook_delivery d join webhook_event e on e.seq = d.event_seq
  where d.endpoint_id = ${p("endpointId")} and d.event_seq < coalesce(${p("before")}, 9e15)
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
  update guard set target_found = exists (select 1 from webhook_delivery
    where endpoint_id = ${p("endpointId")} and event_seq = ${p("seq")})`);

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

const since = sql`webhook_event e join webhook_endpoint x on x.id = ${p("endpointId")}
  where e.at >= ${p("since")} and (x.types = '[]' or exists (select 1 from json_each(x.types) where value = e.type))`;

const againSince = prepare<{ endpointId: string; since: number; now: number }>(sql`
  insert into webhook_delivery (endpoint_id, event_seq, state, next_at)
  select ${p("endpointId")}, e.seq, 'waiting', ${p("now")} from ${since}
  on conflict (endpoint_id, event_seq) do update set state = 'waiting', attempts = 0, next_at = excluded.next_at`);

const countSince = prepare<{ endpointId: string; since: number }, { result: string }>(sql`
  select json_object('count', (select count(*) from ${since})) as result`);

/**
 * Tells an endpoint again of everything from a time on, in its order: what it was told, what failed, and what
 * happened while it was switched off.
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
        againSince({ endpointId, since, now: ctx.now }),
        ...wakeEndpoint(ctx.now, endpointId),
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

import { type SQL, sql } from "drizzle-orm";
import type { WebhookEndpoint } from "../../../shared/schemas/webhooks.ts";
import { prepare } from "../../db/statement.ts";
import { enqueueJob, type NewJob } from "../enqueue.ts";

const p = sql.placeholder;

/** The job that tells an endpoint. */
export const TELL = "webhook.tell";

/** One for each endpoint; triggers look for it by this key when there is something to tell. */
export const tellJob = (endpointId: string): NewJob => ({
  kind: TELL,
  key: `webhook/${endpointId}`,
  payload: { endpointId },
});

/** The keys of those jobs. */
export const TELLS = { from: "webhook/", to: "webhook0" };

const wakeAt = prepare<{ key: string; now: number }>(sql`
  update job set run_at = min(run_at, ${p("now")}), payload = json_remove(payload, '$.quietUntil') where key = ${p("key")} and state in ('waiting', 'running')`);

/** There is something to tell it, or it may be told again. */
export const wakeEndpoint = (now: number, endpointId: string) => [
  enqueueJob(now, tellJob(endpointId)),
  wakeAt({ key: tellJob(endpointId).key, now }),
];

/** Why an endpoint is off that is being taken away: it is there for nobody. */
export const REMOVED = "removed";

export const isThere = (e: SQL): SQL => sql`${e}.state_reason is not ${sql.raw(`'${REMOVED}'`)}`;

export const endpointJson = (
  e: SQL,
): SQL => sql`json_object('id', ${e}.id, 'name', ${e}.name, 'url', ${e}.url,
  'types', json(${e}.types), 'state', ${e}.state, 'reason', ${e}.state_reason, 'failingSince', ${e}.failing_since,
  'previousUntil', ${e}.previous_until,
  'waiting', (select count(*) from (select 1 from webhook_delivery d
    where d.endpoint_id = ${e}.id and d.state = 'waiting' limit 10000)),
  'failed', (select count(*) from (select 1 from webhook_delivery d
    where d.endpoint_id = ${e}.id and d.state = 'failed' limit 10000)),
  'lastDeliveredAt', (select d.last_at from webhook_delivery d
    where d.endpoint_id = ${e}.id and d.state = 'delivered' order by d.event_seq desc limit 1),
  'createdAt', ${e}.created_at, 'updatedAt', ${e}.updated_at)`;

type Row = Omit<WebhookEndpoint, "active"> & { state: "active" | "disabled" };

export const endpointOf = (row: unknown): WebhookEndpoint => {
  const { state, ...endpoint } = row as Row;
  return { ...endpoint, active: state === "active" };
};

export const selectEndpoint = prepare<{ endpointId: string }, { result: string }>(sql`
  select ${endpointJson(sql`e`)} as result from webhook_endpoint e where e.id = ${p("endpointId")} and ${isThere(sql`e`)}`);

export const requireEndpoint = prepare<{ endpointId: string }>(sql`
  update guard set target_found = exists (
    select 1 from webhook_endpoint e where e.id = ${p("endpointId")} and ${isThere(sql`e`)})`);

import { sql } from "drizzle-orm";
import { WebhookRef } from "../../../shared/schemas/webhooks.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { writeVerb } from "../verb.ts";
import { REMOVED, requireEndpoint, tellJob } from "./item.ts";

const p = sql.placeholder;

/** The job that takes away what was to be told an endpoint. */
export const REMOVE = "webhook.remove";

/** From here on nobody sees it and nothing is told it; its row waits for what hangs on it. */
const hide = prepare<{ endpointId: string; now: number }>(sql`
  update webhook_endpoint set state = 'disabled', state_reason = ${REMOVED}, name = '', url = '', sealed_secret = '',
    previous_sealed_secret = null, previous_until = null, updated_at = max(${p("now")}, updated_at + 1)
  where id = ${p("endpointId")}`);

/** Takes an endpoint away with all that was to be told it; a job does the latter, some at a time. */
export const removeWebhook = writeVerb({
  name: "webhooks.remove",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookRef,
  run(ctx, input): Promise<{ endpointId: string }> {
    const { endpointId } = input;
    return write(ctx, {
      input,
      target: endpointId,
      statements: [
        requireEndpoint({ endpointId }),
        hide({ endpointId, now: ctx.now }),
        enqueueJob(ctx.now, { kind: REMOVE, key: `${REMOVE}/${endpointId}`, payload: { endpointId } }),
      ],
      result: answerWith({ endpointId }),
    });
  },
});

/** So few that no call is felt. */
const AT_ONCE = sql.raw("500");

const removeSome = prepare<{ endpointId: string }>(sql`
  delete from webhook_delivery where endpoint_id = ${p("endpointId")} and event_seq in (
    select event_seq from webhook_delivery where endpoint_id = ${p("endpointId")} order by event_seq limit ${AT_ONCE})`);

const remove = prepare<{ endpointId: string }>(sql`
  delete from webhook_endpoint where id = ${p("endpointId")} and state_reason = ${REMOVED}`);

const endJob = prepare<{ key: string }>(sql`
  delete from job where key = ${p("key")} and state in ('waiting', 'running')`);

/** With the last endpoint goes what only endpoints were told of. */
const forgetSome = prepare<Record<string, never>>(sql`
  delete from webhook_event where not exists (select 1 from webhook_endpoint)
    and seq in (select seq from webhook_event order by seq limit ${AT_ONCE})`);

/** One step of taking an endpoint away; each may run twice. @returns whether there may be more */
export async function removeStep(db: Database, endpointId: string): Promise<boolean> {
  const [deliveries] = await db.write([removeSome({ endpointId })]);
  if ((deliveries?.rowsAffected ?? 0) > 0) return true;
  const results = await db.write([
    remove({ endpointId }),
    endJob({ key: tellJob(endpointId).key }),
    forgetSome({}),
  ]);
  return (results[2]?.rowsAffected ?? 0) > 0;
}

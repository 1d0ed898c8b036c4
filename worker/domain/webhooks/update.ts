import { sql } from "drizzle-orm";
import { type WebhookEndpoint, WebhookUpdate } from "../../../shared/schemas/webhooks.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { requireCallable } from "../connections/callable.ts";
import { writeVerb } from "../verb.ts";
import { endpointOf, requireEndpoint, selectEndpoint, wakeEndpoint } from "./item.ts";

const p = sql.placeholder;

const requireSeen = prepare<{ endpointId: string; seen: number }>(sql`
  update guard set version_fresh = (
    select updated_at from webhook_endpoint where id = ${p("endpointId")}) is ${p("seen")}`);

const update = prepare<{
  endpointId: string;
  name: string;
  url: string;
  types: string;
  active: number;
  now: number;
}>(sql`
  update webhook_endpoint set name = ${p("name")}, url = ${p("url")}, types = ${p("types")},
    failing_since = case when ${p("active")} and state = 'disabled' then null else failing_since end,
    state_reason = case when ${p("active")} then null when state = 'disabled' then state_reason else 'by_hand' end,
    state = case when ${p("active")} then 'active' else 'disabled' end,
    updated_at = max(${p("now")}, updated_at + 1)
  where id = ${p("endpointId")}`);

/**
 * Changes an endpoint; switched on again, it gets what still waits.
 *
 * @throws {Failure} NOT_FOUND, STALE, ADDRESS_NOT_ALLOWED
 */
export const updateWebhook = writeVerb({
  name: "webhooks.update",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookUpdate,
  run(ctx, input): Promise<WebhookEndpoint> {
    requireCallable({ url: input.url });
    const { endpointId, seen, name, url, types, active } = input;
    return write<WebhookEndpoint>(ctx, {
      input,
      target: endpointId,
      detail: { types, active },
      statements: [
        requireEndpoint({ endpointId }),
        requireSeen({ endpointId, seen }),
        update({ endpointId, name, url, types: JSON.stringify(types), active: active ? 1 : 0, now: ctx.now }),
        ...(active ? wakeEndpoint(ctx.now, endpointId) : []),
      ],
      result: selectEndpoint({ endpointId }),
      decode: endpointOf,
    });
  },
});

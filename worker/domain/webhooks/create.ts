import { sql } from "drizzle-orm";
import { ENDPOINTS_MAX, WebhookCreate, type WebhookSecret } from "../../../shared/schemas/webhooks.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { requireCallable } from "../connections/callable.ts";
import { enqueueJob } from "../enqueue.ts";
import { Failure } from "../failure.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { isThere, tellJob } from "./item.ts";
import { newSecret, sealSecret } from "./secret.ts";

const p = sql.placeholder;

const requireRoom = prepare<Record<string, never>>(sql`
  update guard set condition_met = (
    select count(*) from webhook_endpoint e where ${isThere(sql`e`)}) < ${sql.raw(String(ENDPOINTS_MAX))}`);

const insert = prepare<{
  id: string;
  name: string;
  url: string;
  types: string;
  sealed: string;
  now: number;
}>(sql`
  insert into webhook_endpoint (id, name, url, types, sealed_secret, created_by, created_at, updated_at)
  values (${p("id")}, ${p("name")}, ${p("url")}, ${p("types")}, ${p("sealed")}, ${actingMember}, ${p("now")}, ${p("now")})`);

/**
 * An address that is told from now on. Its secret is told here and never again.
 *
 * @throws {Failure} LIMIT_REACHED, ADDRESS_NOT_ALLOWED
 */
export const createWebhook = writeVerb({
  name: "webhooks.create",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookCreate,
  async run(ctx, input): Promise<WebhookSecret> {
    requireCallable({ url: input.url });
    const id = newId(ctx.now);
    const secret = newSecret();
    const sealed = await sealSecret(ctx.sealer, id, secret);
    const { endpointId } = await write<{ endpointId: string }>(ctx, {
      input,
      target: id,
      detail: { types: input.types },
      refused: { condition_met: new Failure("LIMIT_REACHED", { facts: { max: ENDPOINTS_MAX } }) },
      statements: [
        requireRoom({}),
        insert({
          id,
          name: input.name,
          url: input.url,
          types: JSON.stringify(input.types),
          sealed,
          now: ctx.now,
        }),
        enqueueJob(ctx.now, tellJob(id)),
      ],
      result: answerWith({ endpointId: id }),
    });
    return { endpointId, secret: endpointId === id ? secret : null };
  },
});

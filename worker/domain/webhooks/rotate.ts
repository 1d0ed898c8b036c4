import { sql } from "drizzle-orm";
import { WebhookRef, type WebhookSecret } from "../../../shared/schemas/webhooks.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";
import { requireEndpoint } from "./item.ts";
import { newSecret, sealSecret } from "./secret.ts";

const p = sql.placeholder;

/** So long both sign. */
const BOTH_SIGN_MS = 24 * 3_600_000;

const rotate = prepare<{ endpointId: string; sealed: string; until: number; now: number }>(sql`
  update webhook_endpoint set previous_sealed_secret = sealed_secret, previous_until = ${p("until")},
    sealed_secret = ${p("sealed")}, updated_at = max(${p("now")}, updated_at + 1)
  where id = ${p("endpointId")}`);

const result = prepare<{ endpointId: string; sealed: string }, { result: string }>(sql`
  select json_object('endpointId', ${p("endpointId")}, 'by', ${p("sealed")}) as result`);

/**
 * A new secret, told here and never again. For a day what goes out bears both signatures.
 *
 * @throws {Failure} NOT_FOUND
 */
export const rotateSecret = writeVerb({
  name: "webhooks.rotate",
  permission: "workspace:manage",
  unmasked: "team",
  input: WebhookRef,
  async run(ctx, input): Promise<WebhookSecret> {
    const { endpointId } = input;
    const secret = newSecret();
    const sealed = await sealSecret(ctx.sealer, endpointId, secret);
    const { by } = await write<{ by: string }>(ctx, {
      input,
      target: endpointId,
      statements: [
        requireEndpoint({ endpointId }),
        rotate({ endpointId, sealed, until: ctx.now + BOTH_SIGN_MS, now: ctx.now }),
      ],
      result: result({ endpointId, sealed }),
    });
    return { endpointId, secret: by === sealed ? secret : null };
  },
});

import { sql } from "drizzle-orm";
import { ApiKeyRevoke } from "../../../shared/schemas/api-keys.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { actingMember } from "../guards.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const requireKey = prepare<{ id: string }>(sql`
  update guard set target_found = exists (select 1 from api_key where id = ${p("id")})`);

const revoke = prepare<{ id: string; now: number }>(sql`
  update api_key set revoked_at = ${p("now")}, revoked_by = ${actingMember}
  where id = ${p("id")} and revoked_at is null`);

/** Ends a key at once and for good. Ending it again changes nothing. */
export const revokeApiKey = writeVerb({
  name: "apiKeys.revoke",
  permission: "workspace:manage",
  unmasked: "team",
  input: ApiKeyRevoke,
  run(ctx, input): Promise<void> {
    const id = input.keyId;
    return write(ctx, { input, target: id, statements: [requireKey({ id }), revoke({ id, now: ctx.now })] });
  },
});

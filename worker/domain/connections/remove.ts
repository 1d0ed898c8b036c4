import { sql } from "drizzle-orm";
import { ConnectionRemove } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const requireConnection = prepare<{ id: string }>(sql`
  update guard set target_found = exists (select 1 from connection where id = ${p("id")})`);

/** A cached secret is known by `updated_at`, so it must differ after every change. */
const disable = prepare<{ id: string; now: number }>(sql`
  update connection set state = 'disabled', state_reason = null, updated_at = max(${p("now")}, updated_at + 1)
  where id = ${p("id")}`);

/** Takes a connection out of use: its webhook answers 404. What came in through it stays. */
export const removeConnection = writeVerb({
  name: "connections.remove",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionRemove,
  run(ctx, input): Promise<void> {
    const id = input.connectionId;
    return write(ctx, {
      input,
      target: id,
      statements: [requireConnection({ id }), disable({ id, now: ctx.now })],
    });
  },
});

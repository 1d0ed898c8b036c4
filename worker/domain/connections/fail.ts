import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

/**
 * Something about a connection must be mended by its admin; what comes in is still taken.
 * `updated_at` stays: its secrets have not changed.
 */
export const failConnection = prepare<{ connectionId: string; reason: string }>(sql`
  update connection set state = 'failing', state_reason = ${p("reason")}
  where id = ${p("connectionId")} and state <> 'disabled'`);

/** The reason is gone. */
export const mendConnection = prepare<{ connectionId: string; reason: string }>(sql`
  update connection set state = 'active', state_reason = null
  where id = ${p("connectionId")} and state = 'failing' and state_reason = ${p("reason")}`);

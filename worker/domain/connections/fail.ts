import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

/** The provider no longer takes the access token. */
export const TOKEN_REFUSED = "access_token_refused";
/** What comes in, or the access token, is another account's. */
export const ACCOUNT_DIFFERS = "account_differs";

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

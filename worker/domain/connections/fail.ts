import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";

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

/** One of the accounts a connection carries, as the connection names it. */
export interface CarriedAccount {
  connectionId: string;
  accountKey: string;
}

const setReason = prepare<{ connectionId: string; accountKey: string; reason: string | null }>(sql`
  update channel_route set state_reason = ${p("reason")}
  where connection_id = ${p("connectionId")} and account_key = ${p("accountKey")}`);

const mendWhole = prepare<{ connectionId: string }>(sql`
  update connection set state = 'active', state_reason = null
  where id = ${p("connectionId")} and state = 'failing' and state_reason = ${TOKEN_REFUSED} and not exists (
    select 1 from channel_route where connection_id = ${p("connectionId")} and state_reason is not null)`);

/** The provider does not take this account's token; the connection shows it until every account is well. */
export const failAccount = (account: CarriedAccount): Statement[] => [
  setReason({ ...account, reason: TOKEN_REFUSED }),
  failConnection({ connectionId: account.connectionId, reason: TOKEN_REFUSED }),
];

export const mendAccount = (account: CarriedAccount): Statement[] => [
  setReason({ ...account, reason: null }),
  mendWhole({ connectionId: account.connectionId }),
];

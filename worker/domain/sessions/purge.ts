import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

/** Whoever asks when somebody was signed in finds it in the audit; what proved it is of no use any longer. */
export const ENDED_KEPT_DAYS = 30;

const p = sql.placeholder;

/** Sessions that ended before then; whatever was still to be redeemed through them goes too. */
export const purgeSessions = prepare<{ before: number; limit: number }>(sql`
  delete from session where id in (
    select id from session where min(expires_at, coalesce(revoked_at, expires_at)) < ${p("before")} limit ${p("limit")})`);

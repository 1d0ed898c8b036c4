import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

/** The member exists; else NOT_FOUND. */
export const requireMember = prepare<{ memberId: string }>(sql`
  update guard set target_found = exists (select 1 from member where id = ${p("memberId")})`);

/**
 * Somebody else is an active admin, or this member is none: nobody could mend a workspace without one.
 * Stands before the change; the batch is atomic, so two admins cannot both leave.
 */
export const requireOtherAdmin = prepare<{ memberId: string }>(sql`
  update guard set condition_met =
    not exists (select 1 from member where id = ${p("memberId")} and role = 'admin' and state = 'active')
    or exists (select 1 from member where id <> ${p("memberId")} and role = 'admin' and state = 'active')`);

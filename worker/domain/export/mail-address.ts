import { type SQL, sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

/** SQL that is 1 when the workspace lets exports go to `to` for the member with that address. */
export const mayMailTo = (to: SQL, ownAddress: SQL): SQL => sql`(select case
  when json_array_length(domains) = 0 then lower(${to}) = lower(${ownAddress})
  else exists (select 1 from json_each(domains) where value = substr(lower(${to}), instr(${to}, '@') + 1)) end
  from (select coalesce((select value from setting where name = 'mailDomains'), '[]') as domains))`;

/** Exports may go to that address; else the guard's `condition_met`. */
export const requireAddress = prepare<{ to: string }>(sql`
  update guard set condition_met = ${mayMailTo(
    sql`${sql.placeholder("to")}`,
    sql`(select email from member where id = guard.member_id)`,
  )}`);

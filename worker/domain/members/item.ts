import { sql, type SQL } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

/** A MemberItem as JSON, of the member row `m`. */
export const memberItem: SQL = sql`json_object(
  'id', m.id, 'email', m.email, 'name', m.name, 'role', m.role, 'state', m.state, 'createdAt', m.created_at,
  'lastSeenAt', (select max(s.last_seen_at) from session s where s.member_id = m.id))`;

export const memberResult = prepare<{ memberId: string }, { result: string }>(sql`
  select ${memberItem} as result from member m where m.id = ${sql.placeholder("memberId")}`);

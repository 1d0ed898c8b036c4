import { type SQL, sql } from "drizzle-orm";

/** The switch 狀態功能：有效 of a contact as JSON (`ActiveStatus`, with 0 or 1 for `active`). */
export const activeJson = (contactId: SQL): SQL => sql`(
  select json_object('active', a.blocked_at is null, 'at', a.blocked_at, 'byName', m.name,
    'blockedMessages', a.blocked_messages, 'host', a.host_block, 'hostReason', a.host_block_reason)
  from contact a left join member m on m.id = a.blocked_by where a.id = ${contactId})`;

import { sql, type SQL } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

const COUNTED = 10_000;

/** A BranchMember as JSON, of the member row `m`. */
export const branchMember: SQL = sql`json_object(
  'id', m.id, 'name', m.name, 'role', m.role,
  'disabled', json(case m.state when 'disabled' then 'true' else 'false' end))`;

/** A BranchItem as JSON, of the branch row `b`. */
export const branchItem: SQL = sql`json_object(
  'id', b.id, 'name', b.name, 'createdAt', b.created_at, 'archivedAt', b.archived_at,
  'members', json((select json_group_array(json(item)) from (
    select ${branchMember} as item from branch_member w join member m on m.id = w.member_id
    where w.branch_id = b.id order by m.name, m.id))),
  'bound', (select count(*) from (
    select 1 from omo_binding o where o.branch_id = b.id and o.unbound_at is null limit ${sql.raw(String(COUNTED))})))`;

export const branchResult = prepare<{ branchId: string }, { result: string }>(sql`
  select ${branchItem} as result from branch b where b.id = ${sql.placeholder("branchId")}`);

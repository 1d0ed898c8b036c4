import { type SQL, sql } from "drizzle-orm";

/** Contacts `m` and `o` that have the same value of one kind. Each is found by an index. */
export const SAME = {
  member_no: sql`o.member_no = m.member_no and m.member_no is not null`,
  phone: sql`o.phone = m.phone and m.phone is not null`,
  email: sql`lower(o.email) = lower(m.email) and m.email is not null`,
} as const;

/** SQL that is 1 when the workspace matches people by this. */
export const matchingOn = (what: "phone" | "email"): SQL => sql`coalesce(
  (select json_extract(value, ${sql.raw(`'$.${what}'`)}) from setting where name = 'matching'), 0)`;

const living = (one: SQL, other: SQL): SQL => sql`m.customer_id = ${one} and o.customer_id = ${other}
  and m.deleted_at is null and o.deleted_at is null`;

/** SQL that is 1 when two customers have a value of the kind `matched` (SQL) in common. */
export const haveInCommon = (one: SQL, other: SQL, matched: SQL): SQL => sql`(case ${matched}
  when 'member_no' then exists (select 1 from contact m join contact o on ${SAME.member_no} where ${living(one, other)})
  when 'phone' then exists (select 1 from contact m join contact o on ${SAME.phone} where ${living(one, other)})
  when 'email' then exists (select 1 from contact m join contact o on ${SAME.email} where ${living(one, other)})
  else 0 end)`;

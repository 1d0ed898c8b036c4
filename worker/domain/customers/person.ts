import { type SQL, sql } from "drizzle-orm";
import type { PersonView } from "../../../shared/schemas/customers.ts";
import { jsonArrayOf } from "../../db/json.ts";

export type StoredPerson = Omit<PersonView, "phoneDisplay">;

/** A person with more tags shows the newest. */
const TAGS_SHOWN = 300;

/** The contact of a customer whose value of a field is the newest, by the column's name. */
const newest = (customerId: SQL, column: "email" | "phone" | "member_no"): SQL => sql`(
  select o.${sql.raw(column)} from contact o
  where o.customer_id = ${customerId} and o.deleted_at is null and o.${sql.raw(column)} is not null
  order by (select v.at from contact_value v where v.contact_id = o.id and v.field = ${sql.raw(`'${column}'`)}
    order by v.at desc, v.id desc limit 1) desc, o.seq limit 1)`;

/** The member number a contact row has, else the newest of any of its customer's contacts. */
export const memberNoOf = (contact: SQL): SQL =>
  sql`coalesce(${contact}.member_no, ${newest(sql`${contact}.customer_id`, "member_no")})`;

/**
 * What a customer is over all its contacts, JSON: the newest value of each field, and every tag with how often it
 * was applied in all. Null for a customer of one contact: there is nothing but that one.
 */
export const personOf = (customerId: SQL): SQL => sql`(
  case when (select count(*) from (
      select 1 from contact where customer_id = ${customerId} and deleted_at is null limit 2)) = 2
  then json_object('memberNo', ${newest(customerId, "member_no")}, 'email', ${newest(customerId, "email")},
    'phone', ${newest(customerId, "phone")}, 'tags', ${jsonArrayOf(sql`
      select json_object('name', t.name, 'count', sum(ct.count)) as item
      from contact o join contact_tag ct on ct.contact_id = o.id join tag t on t.id = ct.tag_id
      where o.customer_id = ${customerId} and o.deleted_at is null
      group by t.id having max(ct.present) = 1 order by max(ct.last_at) desc, t.id
      limit ${sql.raw(String(TAGS_SHOWN))}`)}) end)`;

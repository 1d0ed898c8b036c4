import { type SQL, sql } from "drizzle-orm";

/** Names the customer of a contact row and who is of it: what a person saw, and whether it is so still. */
export const seenOf = (contact: SQL): SQL => sql`(${contact}.customer_id || ':' || (
  select group_concat(seq) from (
    select seq from contact where customer_id = ${contact}.customer_id and deleted_at is null order by seq)))`;

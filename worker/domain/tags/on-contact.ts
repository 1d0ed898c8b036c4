import { type SQL, sql } from "drizzle-orm";

/** More tags than a person can have read; a contact with more shows its newest. */
const TAGS_SHOWN = 200;

/** The tags on a contact as JSON, the most recently applied first. */
export const tagsOf = (contactId: SQL): SQL => sql`
  select json_object('id', t.id, 'name', t.name, 'count', ct.count, 'lastAt', ct.last_at) as item
  from contact_tag ct join tag t on t.id = ct.tag_id
  where ct.contact_id = ${contactId} and ct.present = 1
  order by ct.last_at desc, t.id desc limit ${sql.raw(String(TAGS_SHOWN))}`;

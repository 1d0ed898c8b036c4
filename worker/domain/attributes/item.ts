import { type SQL, sql } from "drizzle-orm";
import { ATTRIBUTES_MAX } from "../../../shared/schemas/attributes.ts";

/** The newest row of an attribute's values on a contact. */
export const newestValue = (contactId: SQL, attributeId: SQL): SQL => sql`(
  select id from attribute_value where contact_id = ${contactId} and attribute_id = ${attributeId}
  order by at desc, id desc limit 1)`;

/** Every attribute the team uses with this contact's value as JSON, in the team's order. */
export const attributesOf = (contactId: SQL): SQL => sql`
  select json_object('id', d.id, 'name', d.name, 'type', d.type, 'value', json(w.value), 'source', w.source,
    'authorName', a.name, 'at', w.at) as item
  from attribute_definition d
  left join attribute_value w on w.id = ${newestValue(contactId, sql`d.id`)}
  left join member a on a.id = w.author_id
  where d.archived_at is null order by d.position, d.id limit ${sql.raw(String(ATTRIBUTES_MAX))}`;

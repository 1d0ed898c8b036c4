import { sql } from "drizzle-orm";
import type { AttributeType } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { actingMember } from "../guards.ts";
import { newestValue } from "./item.ts";

const p = sql.placeholder;

/** The attribute is in use and of that type; else NOT_FOUND. */
export const requireAttribute = prepare<{ attributeId: string; type: AttributeType }>(sql`
  update guard set target_found = exists (
    select 1 from attribute_definition
    where id = ${p("attributeId")} and type = ${p("type")} and archived_at is null)`);

/** JSON, null is unset. It is newer than what is there even when the clock says otherwise. */
export const insertValue = prepare<{
  id: string;
  contactId: string;
  attributeId: string;
  value: string | null;
  now: number;
}>(sql`
  insert into attribute_value (id, contact_id, attribute_id, value, source, author_id, at)
  select ${p("id")}, ${p("contactId")}, ${p("attributeId")}, ${p("value")}, 'agent', ${actingMember},
    max(${p("now")}, coalesce((select max(at) + 1 from attribute_value
      where contact_id = ${p("contactId")} and attribute_id = ${p("attributeId")}), 0))`);

export const recordAttribute = prepare<{
  id: string;
  contactId: string;
  attributeId: string;
  kind: "attribute.edited" | "attribute.reverted";
  now: number;
}>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("id")}, ${p("contactId")}, ${p("kind")}, actor_kind, member_id, member_name,
    (select json_object('attribute', name) from attribute_definition where id = ${p("attributeId")}), ${p("now")}
  from guard`);

export const touchContact = prepare<{ contactId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = ${p("contactId")}`);

/** The attribute as it is now, for the answer. */
export const selectAttribute = prepare<{ contactId: string; attributeId: string }, { result: string }>(sql`
  select json_object('id', d.id, 'name', d.name, 'type', d.type, 'value', json(w.value), 'source', w.source,
    'authorName', a.name, 'at', w.at) as result
  from attribute_definition d
  left join attribute_value w on w.id = ${newestValue(sql`${p("contactId")}`, sql`d.id`)}
  left join member a on a.id = w.author_id where d.id = ${p("attributeId")}`);

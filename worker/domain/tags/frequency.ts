import { sql } from "drizzle-orm";
import { type TagCount, TagFrequency } from "../../../shared/schemas/tags.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** More different tags than bars a person compares; the most frequent are shown. */
const COUNTED_TAGS = 200;

const selectCounts = prepare<
  { contactId: string; from: number; to: number },
  Omit<TagCount, "present"> & { present: 0 | 1 }
>(sql`
  select t.id as "tagId", t.name, count(*) as count, coalesce(max(ct.present), 0) as present
  from tagging g join tag t on t.id = g.tag_id
  left join contact_tag ct on ct.contact_id = g.contact_id and ct.tag_id = g.tag_id
  where g.contact_id = ${livingContact} and g.action = 'apply' and g.at >= ${p("from")} and g.at < ${p("to")}
  group by t.id order by count desc, t.name_key limit ${sql.raw(String(COUNTED_TAGS))}`);

/** How often each tag was applied to a contact within [from, to), the most often first. */
export const tagFrequency = readVerb({
  name: "tags.frequency",
  permission: "panel:read",
  input: TagFrequency,
  async run(ctx, { contactId, from, to }): Promise<TagCount[]> {
    const { rows } = await read(ctx, [selectCounts({ contactId, from, to })]);
    return rows[0].map((row) => ({ ...row, present: row.present === 1 }));
  },
});

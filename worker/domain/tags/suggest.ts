import { sql } from "drizzle-orm";
import { TagSuggest, type TagSuggestion } from "../../../shared/schemas/tags.ts";
import { fold } from "../../../shared/fold.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** Counting a tag of a whole workspace would hold an embedded database for too long. */
const PEOPLE_COUNTED = 10_000;

const selectSuggestions = prepare<{ text: string }, TagSuggestion>(sql`
  select t.id, t.name, (
    select count(*) from (
      select 1 from contact_tag ct where ct.tag_id = t.id and ct.present = 1 limit ${sql.raw(String(PEOPLE_COUNTED))})
    ) as people
  from (
    select id, name, name_key, instr(name_key, ${p("text")}) as place from tag
    where instr(name_key, ${p("text")}) > 0 order by place > 1, length(name_key), name_key limit 8
  ) t order by t.place > 1, length(t.name_key), t.name_key`);

/** The team's tags a text may become: those beginning with it first, then those holding it; at most 8. */
export const suggestTags = readVerb({
  name: "tags.suggest",
  permission: "tag:apply",
  input: TagSuggest,
  async run(ctx, { text }): Promise<TagSuggestion[]> {
    const { rows } = await read(ctx, [selectSuggestions({ text: fold(text) })]);
    return rows[0];
  },
});

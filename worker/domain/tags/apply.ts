import { sql } from "drizzle-orm";
import { TagApply } from "../../../shared/schemas/tags.ts";
import type { TagOnContact } from "../../../shared/schemas/panel.ts";
import { fold } from "../../../shared/fold.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { actingMember, holds, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { feedSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;
const tagId = sql`(select id from tag where name_key = ${p("nameKey")})`;

/** A tag that is new to the team needs a right of its own. */
const requireMayCreate = prepare<{ nameKey: string }>(sql`
  update guard set right_held = exists (select 1 from tag where name_key = ${p("nameKey")}) or ${holds("tag:create")}`);

/** The database decides whether the tag is there: two agents tagging at once cannot both skip the question. */
const requireConfirmed = prepare<{ nameKey: string; contactId: string; confirmed: number }>(sql`
  update guard set condition_met = ${p("confirmed")} or not exists (
    select 1 from contact_tag where contact_id = ${p("contactId")} and tag_id = ${tagId} and present = 1)`);

const createTag = prepare<{ id: string; name: string; nameKey: string; now: number }>(sql`
  insert into tag (id, name, name_key, created_by, created_at)
  values (${p("id")}, ${p("name")}, ${p("nameKey")}, ${actingMember}, ${p("now")})
  on conflict (name_key) do nothing`);

const recordApplication = prepare<{ eventId: string; contactId: string; nameKey: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("eventId")}, ${p("contactId")},
    case when exists (select 1 from contact_tag where contact_id = ${p("contactId")} and tag_id = t.id and present = 1)
      then 'tag.repeated' else 'tag.applied' end,
    g.actor_kind, g.member_id, g.member_name, json_object('tag', t.name), ${p("now")}
  from guard g, tag t where t.name_key = ${p("nameKey")}`);

const insertTagging = prepare<{
  id: string;
  contactId: string;
  nameKey: string;
  source: string;
  now: number;
}>(sql`
  insert into tagging (id, contact_id, tag_id, action, channel_id, source, author_id, at)
  select ${p("id")}, c.id, ${tagId}, 'apply', c.channel_id, ${p("source")}, ${actingMember}, ${p("now")}
  from contact c where c.id = ${p("contactId")}`);

const countUp = prepare<{ contactId: string; nameKey: string; now: number }>(sql`
  insert into contact_tag (contact_id, tag_id, present, count, last_at)
  values (${p("contactId")}, ${tagId}, 1, 1, ${p("now")})
  on conflict (contact_id, tag_id) do update set present = 1, count = count + 1, last_at = ${p("now")}`);

const touch = prepare<{ contactId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = ${p("contactId")}`);

const result = prepare<{ contactId: string; nameKey: string }, { result: string }>(sql`
  select json_object('id', t.id, 'name', t.name, 'count', ct.count, 'lastAt', ct.last_at) as result
  from contact_tag ct join tag t on t.id = ct.tag_id
  where ct.contact_id = ${p("contactId")} and t.name_key = ${p("nameKey")}`);

/**
 * Applies a tag, creating it when the team has none of that name.
 *
 * @throws {Failure} CONFIRM_REPEAT (fact `tag`) when it is there already and `confirmed` is false
 */
export const applyTag = writeVerb({
  name: "tags.apply",
  permission: "tag:apply",
  input: TagApply,
  run(ctx, input): Promise<TagOnContact> {
    const { contactId, name } = input;
    const { now } = ctx;
    const nameKey = fold(name);
    const source = "agent";
    return write(ctx, {
      input,
      target: contactId,
      refused: { condition_met: new Failure("CONFIRM_REPEAT", { facts: { tag: name } }) },
      statements: [
        requireContact({ contactId }),
        requireMayCreate({ nameKey }),
        requireConfirmed({ nameKey, contactId, confirmed: input.confirmed ? 1 : 0 }),
        createTag({ id: newId(now), name, nameKey, now }),
        recordApplication({ eventId: newId(now), contactId, nameKey, now }),
        insertTagging({ id: newId(now), contactId, nameKey, source, now }),
        countUp({ contactId, nameKey, now }),
        touch({ contactId, now }),
        ...feedSearch(now, [{ of: contactId, kind: "tag", ref: nameKey, value: name }]),
      ],
      result: result({ contactId, nameKey }),
    });
  },
});

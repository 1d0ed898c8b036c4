import { sql } from "drizzle-orm";
import type { TagOnContact } from "../../../shared/schemas/panel.ts";
import { TagRestore } from "../../../shared/schemas/tags.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { returnToSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

type Values = { contactId: string; tagId: string };

/** Off the contact, and it was the acting member who took it off last. */
const taken = sql`contact_tag ct join contact c on c.id = ct.contact_id join tag t on t.id = ct.tag_id
  where ct.contact_id = ${p("contactId")} and ct.tag_id = ${p("tagId")} and ct.present = 0 and g.member_id = (
    select author_id from tagging where contact_id = ct.contact_id and tag_id = ct.tag_id and action = 'remove'
    order by at desc, id desc limit 1)`;

const record = prepare<Values & { id: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("id")}, c.id, 'tag.restored', g.actor_kind, g.member_id, g.member_name,
    json_object('tag', t.name), ${p("now")}
  from guard g cross join ${taken}`);

const touch = prepare<Values & { now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id = (select c.id from guard g cross join ${taken})`);

const insertTagging = prepare<Values & { id: string; now: number }>(sql`
  insert into tagging (id, contact_id, tag_id, action, channel_id, source, author_id, at)
  select ${p("id")}, c.id, t.id, 'restore', c.channel_id, 'agent', g.member_id, ${p("now")}
  from guard g cross join ${taken}`);

const bringBack = prepare<Values>(sql`
  update contact_tag set present = 1
  where (contact_id, tag_id) = (select ct.contact_id, ct.tag_id from guard g cross join ${taken})`);

const requirePresent = prepare<Values>(sql`
  update guard set target_found = exists (
    select 1 from contact_tag where contact_id = ${p("contactId")} and tag_id = ${p("tagId")} and present = 1)`);

const result = prepare<Values, { result: string }>(sql`
  select json_object('id', t.id, 'name', t.name, 'count', ct.count, 'lastAt', ct.last_at) as result
  from contact_tag ct join tag t on t.id = ct.tag_id
  where ct.contact_id = ${p("contactId")} and t.id = ${p("tagId")} and ct.present = 1`);

/**
 * Undoes a member's own removal of a tag: it is there again and counts no application. A tag that somebody
 * applied meanwhile is as wanted: nothing more happens.
 *
 * @throws {Failure} NOT_FOUND when the member did not take it off
 */
export const restoreTag = writeVerb({
  name: "tags.restore",
  permission: "tag:apply",
  input: TagRestore,
  run(ctx, input): Promise<TagOnContact> {
    const { contactId, tagId } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: contactId,
      detail: { tagId },
      statements: [
        requireContact({ contactId }),
        record({ id: newId(now), contactId, tagId, now }),
        touch({ contactId, tagId, now }),
        insertTagging({ id: newId(now), contactId, tagId, now }),
        bringBack({ contactId, tagId }),
        requirePresent({ contactId, tagId }),
        ...returnToSearch({ of: contactId, kind: "tag", ref: tagId }),
      ],
      result: result({ contactId, tagId }),
    });
  },
});

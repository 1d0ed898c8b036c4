import { sql } from "drizzle-orm";
import { TagRemove } from "../../../shared/schemas/tags.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { withdrawFromSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const present = sql`contact_tag ct join contact c on c.id = ct.contact_id join tag t on t.id = ct.tag_id
  where ct.contact_id = ${p("contactId")} and ct.tag_id = ${p("tagId")} and ct.present = 1`;

type Values = { contactId: string; tagId: string };

const insertTagging = prepare<Values & { id: string; now: number }>(sql`
  insert into tagging (id, contact_id, tag_id, action, channel_id, source, author_id, at)
  select ${p("id")}, c.id, t.id, 'remove', c.channel_id,
    case g.actor_kind when 'member' then 'agent' else 'api' end, g.member_id, ${p("now")}
  from guard g cross join ${present}`);

const record = prepare<Values & { id: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("id")}, c.id, 'tag.removed', g.actor_kind, g.member_id, g.member_name,
    json_object('tag', t.name), ${p("now")}
  from guard g cross join ${present}`);

const touch = prepare<Values & { now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = (select c.id from ${present})`);

const endPresence = prepare<Values>(sql`
  update contact_tag set present = 0 where contact_id = ${p("contactId")} and tag_id = ${p("tagId")}`);

/**
 * Ends a tag's presence on a contact; what was counted stays counted. A tag that somebody else took
 * off meanwhile is as wanted: nothing more happens.
 */
export const removeTag = writeVerb({
  name: "tags.remove",
  permission: "tag:apply",
  input: TagRemove,
  run(ctx, input): Promise<{ tagId: string }> {
    const { contactId, tagId } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: contactId,
      detail: { tagId },
      statements: [
        requireContact({ contactId }),
        insertTagging({ id: newId(now), contactId, tagId, now }),
        record({ id: newId(now), contactId, tagId, now }),
        touch({ contactId, tagId, now }),
        endPresence({ contactId, tagId }),
        ...withdrawFromSearch({ of: contactId, kind: "tag", ref: tagId }),
      ],
      result: answerWith({ tagId }),
    });
  },
});

import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import type { Tagged } from "./change.ts";

const p = sql.placeholder;

export const requireVersions = prepare<{ known: string }>(sql`
  update guard set version_fresh = not exists (
    select 1 from json_each(${p("known")}) j
    left join contact c on c.id = j.value ->> 'id' and c.deleted_at is null
    where c.version is not j.value ->> 'version')`);

type Values = { rows: string; now: number };

const touch = prepare<{ ids: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id in (select value from json_each(${p("ids")}))`);

const createTags = prepare<Values>(sql`
  insert into tag (id, name, name_key, created_by, created_at)
  select value ->> 'tagId', value ->> 'name', value ->> 'nameKey', ${actingMember}, ${p("now")}
  from json_each(${p("rows")}) where true on conflict (name_key) do nothing`);

const tagged = sql`json_each(${p("rows")}) j join tag t on t.name_key = j.value ->> 'nameKey'
  join contact c on c.id = j.value ->> 'contactId'`;

const record = (kind: ReturnType<typeof sql>) =>
  prepare<Values>(sql`
    insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
    select j.value ->> 'eventId', c.id, ${kind}, g.actor_kind, g.member_id, g.member_name,
      json_object('tag', t.name), ${p("now")} from ${tagged}, guard g`);
const recordAdded = record(sql`case when exists (
    select 1 from contact_tag x where x.contact_id = c.id and x.tag_id = t.id and x.present = 1)
  then 'tag.repeated' else 'tag.applied' end`);
const recordRemoved = record(sql`'tag.removed'`);

const tagging = (action: "apply" | "remove") =>
  prepare<Values>(sql`
    insert into tagging (id, contact_id, tag_id, action, channel_id, source, author_id, at)
    select j.value ->> 'id', c.id, t.id, ${sql.raw(`'${action}'`)}, c.channel_id, 'api', ${actingMember}, ${p("now")}
    from ${tagged}`);
const insertApplied = tagging("apply");
const insertRemoved = tagging("remove");

const countUp = prepare<Values>(sql`
  insert into contact_tag (contact_id, tag_id, present, count, last_at)
  select c.id, t.id, 1, 1, ${p("now")} from ${tagged} where true
  on conflict (contact_id, tag_id) do update set present = 1, count = count + 1, last_at = excluded.last_at`);

const endPresence = prepare<Values>(sql`
  update contact_tag set present = 0
  where (contact_id, tag_id) in (select c.id, t.id from ${tagged})`);

/** Tags put on and taken off by whoever acts in this batch; each at most once for a contact. */
export function tagStatements(
  now: number,
  { add, remove, changed }: { add: readonly Tagged[]; remove: readonly Tagged[]; changed: readonly string[] },
): Statement[] {
  const rowsOf = (tags: readonly Tagged[]) => ({
    rows: JSON.stringify(
      tags.map((tag) => ({ ...tag, id: newId(now), eventId: newId(now), tagId: newId(now) })),
    ),
    now,
  });
  const [added, removed] = [rowsOf(add), rowsOf(remove)];
  return [
    ...(changed.length > 0 ? [touch({ ids: JSON.stringify(changed), now })] : []),
    ...(add.length > 0
      ? [createTags, recordAdded, insertApplied, countUp].map((statement) => statement(added))
      : []),
    ...(remove.length > 0
      ? [recordRemoved, insertRemoved, endPresence].map((statement) => statement(removed))
      : []),
  ];
}

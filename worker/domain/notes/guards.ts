import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import type { EventKind } from "../../../shared/events.ts";
import { actingMember, holds } from "../guards.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

const contactThere = sql`exists (select 1 from contact c where c.id = n.contact_id and c.deleted_at is null)`;

/** The note is there, it is the member's own or the member moderates, and it is the version seen. */
export const requireNote = prepare<{ noteId: string; version: number }>(sql`
  update guard set (target_found, right_held, version_fresh) = (
    select 1, n.author_id is ${actingMember} or ${holds("note:moderate")}, n.version = ${p("version")}
    from note n where n.id = ${p("noteId")} and n.deleted_at is null and ${contactThere}
    union all select 0, 1, 1 limit 1)`);

/** The acting member deleted this note. */
export const requireOwnDeletion = prepare<{ noteId: string }>(sql`
  update guard set target_found = exists (
    select 1 from note n where n.id = ${p("noteId")} and n.deleted_at is not null
      and n.deleted_by is ${actingMember} and ${contactThere})`);

const record = prepare<{ id: string; noteId: string; kind: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("id")}, n.contact_id, ${p("kind")}, g.actor_kind, g.member_id, g.member_name,
    json_object('noteId', n.id), ${p("now")}
  from guard g, note n where n.id = ${p("noteId")}`);

const touch = prepare<{ noteId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id = (select contact_id from note where id = ${p("noteId")})`);

/** What happened to a note, in the log of its contact. Its text is not kept there. */
export const recordNoteEvent = (now: number, noteId: string, kind: EventKind): Statement[] => [
  record({ id: newId(now), noteId, kind, now }),
  touch({ noteId, now }),
];

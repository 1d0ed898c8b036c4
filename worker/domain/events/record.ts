import { sql } from "drizzle-orm";
import type { EventKind } from "../../../shared/events.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

const insertByActor = prepare<{ id: string; contactId: string; kind: string; data: string; at: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("id")}, ${p("contactId")}, ${p("kind")}, actor_kind, member_id, member_name, ${p("data")}, ${p("at")}
  from guard`);

/** The contact's next version. */
export const touch = prepare<{ contactId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = ${p("contactId")}`);

/**
 * What happened, by whoever acts in this batch, and the contact's next version: the two belong
 * together, since an open panel learns of a change by the version.
 *
 * @param data facts the event log shows, such as a tag's name; kept as long as the contact
 */
export function recordEvent(
  now: number,
  contactId: string,
  kind: EventKind,
  data: Record<string, unknown>,
): Statement[] {
  return [
    insertByActor({ id: newId(now), contactId, kind, data: JSON.stringify(data), at: now }),
    touch({ contactId, now }),
  ];
}

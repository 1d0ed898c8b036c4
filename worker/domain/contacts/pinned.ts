import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import type { RefValues } from "../panel/resolve.ts";

const p = sql.placeholder;

/** The pin of a host conversation, as a condition on `inbox_link`. */
export const pinnedHere = sql`inbox = ${p("inbox")} and origin = ${p("origin")} and account = ${p("account")}
  and conversation = ${p("conversation")} and method = 'pin'`;

const record = prepare<RefValues & { eventId: string; contactId: string | null; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("eventId")}, contact_id, 'conversation.unpinned', g.actor_kind, g.member_id, g.member_name,
    json_object('inbox', inbox, 'conversation', conversation), ${p("now")}
  from inbox_link, guard g where ${pinnedHere} and contact_id is not ${p("contactId")}`);

const touch = prepare<RefValues & { now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id = (select contact_id from inbox_link where ${pinnedHere})`);

/** Tells whoever is pinned here, unless it is `contactId`, that the pin ends; before it does. */
export const recordUnpinned = (ref: RefValues, contactId: string | null, now: number): Statement[] => [
  record({ ...ref, contactId, eventId: newId(now), now }),
  touch({ ...ref, now }),
];

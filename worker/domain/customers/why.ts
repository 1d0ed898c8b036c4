import { type SQL, sql } from "drizzle-orm";
import type { JoinKind, JoinView, Match } from "../../../shared/schemas/customers.ts";

/** SQL of the name of whoever wrote a record: a member, or an API key. */
export const authorName = (id: SQL): SQL => sql`coalesce(
  (select name from member where id = ${id}), (select name from api_key where id = ${id}))`;

/** A JoinView of an identity record row as JSON; a join kept for another says what that one rested on. */
export const joinJson = (record: SQL): SQL => sql`json_object('recordId', ${record}.id,
  'kind', coalesce(${record}.evidence ->> 'was', ${record}.evidence ->> 'kind'),
  'matched', ${record}.evidence ->> 'matched', 'reason', ${record}.reason, 'at', ${record}.at,
  'authorName', ${authorName(sql`${record}.author_id`)})`;

/** The newest join in force that a contact came by, or that brought another to it; JSON, null for none. */
export const whyOf = (contactId: SQL): SQL => sql`(
  select ${joinJson(sql`w`)} from identity_record w where w.id = coalesce(
    (select id from identity_record where contact_id = ${contactId} and action = 'join' and ended_by is null
      and (with_contact_id is not null or customer_id <> previous_customer_id) order by place desc, id desc limit 1),
    (select id from identity_record where with_contact_id = ${contactId} and action = 'join' and ended_by is null
      order by place desc, id desc limit 1)))`;

export interface StoredJoin {
  recordId: string;
  kind: string;
  matched: Match | null;
  reason: string | null;
  at: number;
  authorName: string | null;
}

const KNOWN: ReadonlySet<string> = new Set<JoinKind>([
  "hand",
  "suggestion",
  "member_no",
  "phone",
  "chatwoot_contact",
  "api",
]);

/** Evidence of a kind this version does not know shows as a join by another system. */
export const joinView = ({ kind, ...join }: StoredJoin): JoinView => ({
  ...join,
  kind: KNOWN.has(kind) ? (kind as JoinKind) : "kept",
});

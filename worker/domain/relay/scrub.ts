import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { type Held, holderAt } from "../inbound/holder.ts";
import type { Standing } from "./line.ts";

/** The job that takes a message out of what waits, since it was unsent. */
export const SCRUB = "relay.scrub";

/** So few that no call is felt, however long the bodies are. */
const AT_ONCE = 50;

const p = sql.placeholder;

/** An id somebody has or had: a number may be another person's before and after. */
interface Id {
  id: string;
  /** The contact that goes by it. */
  own: string | null;
  /** Whoever has or had it beside their own. */
  aliases: Held[];
}

/** Somebody's ids in a channel, and the connections it is heard through. */
export interface Names {
  connectionId: string;
  accountKey: string;
  ids: string[];
  /** The one they are stored under. */
  ownId: string;
  /** Whether an id says them, in what happened at that time, UTC ms. */
  says(id: string, at: number): boolean;
}

const selectNames = prepare<
  { contactId: string },
  { connectionId: string; accountKey: string; ids: string; ownId: string }
>(sql`
  select r.connection_id as "connectionId", r.account_key as "accountKey", (
    select json_group_array(json_object('id', i.id,
      'own', case when i.id = c.external_id then c.id else (select k.id from contact k
        where k.external_id = i.id and k.channel_id = c.channel_id order by k.deleted_at is null desc limit 1) end,
      'aliases', (select json_group_array(json_object('contactId', h.contact_id, 'since', h.since, 'until', h.until))
        from contact_alias h where h.channel_id = c.channel_id and h.external_id = i.id)))
    from (select c.external_id as id
      union select a.external_id from contact_alias a where a.contact_id = c.id) i) as ids, c.external_id as "ownId"
  from contact c join channel_route r on r.channel_id = c.channel_id
  join relay l on l.connection_id = r.connection_id
  where c.id = ${p("contactId")}`);

const ofState = (state: "waiting" | "parked") => sql`select * from (
  select seq, body, headers, attempts, received_at as "receivedAt", size from relay_post
  where connection_id = ${p("connectionId")} and state = '${sql.raw(state)}' and seq > ${p("after")}
  order by seq limit ${sql.raw(String(AT_ONCE))})`;

const selectKept = prepare<{ connectionId: string; after: number }, Standing>(sql`
  ${ofState("waiting")} union all ${ofState("parked")} order by seq limit ${sql.raw(String(AT_ONCE))}`);

const rewrite = prepare<{ seq: number; body: string; headers: string; size: number }>(sql`
  update relay_post set body = ${p("body")}, headers = ${p("headers")}, size = ${p("size")}
  where seq = ${p("seq")} and state in ('waiting', 'parked')`);

const withhold = prepare<{ seq: number; now: number }>(sql`
  update relay_post set state = 'withheld', body = '', headers = '[]', done_at = ${p("now")}
  where seq = ${p("seq")} and state in ('waiting', 'parked')`);

const insertScrub = prepare<{
  id: string;
  key: string;
  payload: string;
  connectionId: string;
  now: number;
}>(sql`
  insert into job (id, kind, key, payload, state, run_at, created_at, updated_at)
  select ${p("id")}, '${sql.raw(SCRUB)}', ${p("key")}, ${p("payload")}, 'waiting', ${p("now")}, ${p("now")}, ${p("now")}
  where exists (select 1 from relay_post where connection_id = ${p("connectionId")} and state in ('waiting', 'parked'))
  on conflict do nothing`);

/** Has what waits for the inbox behind a connection looked through for a message that was unsent. */
export function scrubUnsent(now: number, connectionId: string, providerId: string): Statement {
  const payload = JSON.stringify({ connectionId, providerId });
  return insertScrub({
    id: newId(now),
    key: `${SCRUB}/${connectionId}/${providerId}`,
    payload,
    connectionId,
    now,
  });
}

async function rowsOf<Row>(db: Database, statement: Statement<Row>): Promise<Row[]> {
  const [result] = await db.read([statement]);
  return result ? statement.decode(result) : [];
}

/** None when no connection of theirs has an inbox behind it. */
export async function namesOf(db: Database, contactId: string): Promise<Names[]> {
  const rows = await rowsOf(db, selectNames({ contactId }));
  return rows.map(({ ids: text, ...row }) => {
    const ids = JSON.parse(text) as Id[];
    const says = (id: string, at: number): boolean =>
      ids.some((one) => one.id === id && holderAt(one.aliases, one.own, at) === contactId);
    return { ...row, ids: ids.map(({ id }) => id), says };
  });
}

/** What is kept after a post's number, in its order, a few at a time. */
export const keptAfter = (db: Database, connectionId: string, after: number): Promise<Standing[]> =>
  rowsOf(db, selectKept({ connectionId, after }));

/** What is left of a post; null when nothing is. */
export type Left = { seq: number; body: string; headers: string; size: number } | { seq: number; body: null };

export async function keepLeft(db: Database, now: number, posts: readonly Left[]): Promise<void> {
  if (posts.length === 0) return;
  await db.write(
    posts.map((post) => (post.body === null ? withhold({ seq: post.seq, now }) : rewrite({ ...post }))),
  );
}

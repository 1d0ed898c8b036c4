import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import type { NewJob } from "../enqueue.ts";
import { standing } from "../pixel/standing.ts";

/** Nothing heard for so long, ms: they are offline. A page in sight says every 20 s that it is there. */
export const ALIVE_MS = 45_000;
/** After a page was closed, ms: the next page of the shop may be on its way. */
export const GRACE_MS = 2000;

export const SWEEP = "presence.sweep";

/** Deletes the links of those who went silent; only the first of many is kept waiting. */
export const sweepJob = (now: number): NewJob => ({
  kind: SWEEP,
  key: SWEEP,
  payload: {},
  runAt: now + ALIVE_MS + 1,
});

interface Values extends Record<string, unknown> {
  /** JSON: `{ visitor, page, here: { url, title } }[]`, one of each visitor, with what `standing` asks for. */
  rows: string;
  now: number;
}

const p = sql.placeholder;

/** An open panel learns of a change by the contact's version; that somebody is still there is none. */
const touchSeen = prepare<Values>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where deleted_at is null and id in (
    select v.contact_id from json_each(${p("rows")}) j ${standing} join visitor v on v.id = j.value ->> 'visitor'
    left join website_presence w on w.contact_id = v.contact_id
    where w.state is not 'online' or w.online_until <= ${p("now")} or w.url is not j.value ->> '$.here.url'
      or w.title is not j.value ->> '$.here.title')`);

const upsertSeen = prepare<Values & { until: number }>(sql`
  insert into website_presence (contact_id, state, page_id, url, title, last_seen_at, online_until)
  select v.contact_id, 'online', j.value ->> 'page', j.value ->> '$.here.url', j.value ->> '$.here.title',
    ${p("now")}, ${p("until")}
  from json_each(${p("rows")}) j ${standing} join visitor v on v.id = j.value ->> 'visitor'
  join contact k on k.id = v.contact_id and k.deleted_at is null
  where true on conflict (contact_id) do update set state = 'online', page_id = excluded.page_id,
    url = excluded.url, title = excluded.title, last_seen_at = excluded.last_seen_at,
    online_until = excluded.online_until`);

const closed = sql`
  select v.contact_id from json_each(${p("rows")}) j ${standing} join visitor v on v.id = j.value ->> 'visitor'
  join website_presence w on w.contact_id = v.contact_id and w.page_id = j.value ->> 'page'
  where w.state = 'online'`;

const touchLeft = prepare<Values>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id in (${closed})`);

/** The link goes at once; that they are offline shows when no other page follows. */
const updateLeft = prepare<Values & { until: number }>(sql`
  update website_presence set url = null, title = null, last_seen_at = ${p("now")},
    online_until = min(online_until, ${p("until")})
  where contact_id in (${closed})`);

interface OfContact extends Record<string, unknown> {
  /** JSON: `{ contactId, page, here: { url, title } }[]`, one. */
  rows: string;
  /** When it was so, UTC ms: what is known by then of a later time stands. */
  at: number;
  now: number;
}

const contactRows = sql`json_each(${p("rows")}) j join contact k on k.id = j.value ->> 'contactId'
  and k.deleted_at is null left join website_presence w on w.contact_id = k.id`;
const isNewest = sql`coalesce(w.last_seen_at, 0) <= ${p("at")}`;

const touchContactSeen = prepare<OfContact>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id in (
    select k.id from ${contactRows}
    where ${isNewest} and (w.state is not 'online' or w.online_until <= ${p("now")}
      or w.url is not j.value ->> '$.here.url' or w.title is not j.value ->> '$.here.title'))`);

const upsertContactSeen = prepare<OfContact & { until: number }>(sql`
  insert into website_presence (contact_id, state, page_id, url, title, last_seen_at, online_until)
  select k.id, 'online', j.value ->> 'page', j.value ->> '$.here.url', j.value ->> '$.here.title', ${p("at")},
    ${p("until")}
  from ${contactRows} where ${isNewest} on conflict (contact_id) do update set state = 'online',
    page_id = excluded.page_id, url = excluded.url, title = excluded.title, last_seen_at = excluded.last_seen_at,
    online_until = excluded.online_until`);

const contactClosed = sql`
  select k.id from ${contactRows}
  where w.state = 'online' and w.page_id = j.value ->> 'page' and ${isNewest}`;

const touchContactLeft = prepare<OfContact>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id in (${contactClosed})`);

const updateContactLeft = prepare<OfContact & { until: number }>(sql`
  update website_presence set url = null, title = null, last_seen_at = ${p("at")},
    online_until = min(online_until, ${p("until")})
  where contact_id in (${contactClosed})`);

/** The site says which page a contact is on. */
export const seeContactPages = (rows: string, at: number, now: number): Statement[] => [
  touchContactSeen({ rows, at, now }),
  upsertContactSeen({ rows, at, now, until: at + ALIVE_MS }),
];

/** The site says that a contact closed a page. */
export const leaveContactPages = (rows: string, at: number, now: number): Statement[] => [
  touchContactLeft({ rows, at, now }),
  updateContactLeft({ rows, at, now, until: at + GRACE_MS }),
];

/** These visitors have these pages open; those without a website conversation are passed over. */
export const seePages = (rows: string, now: number): Statement[] => [
  touchSeen({ rows, now }),
  upsertSeen({ rows, now, until: now + ALIVE_MS }),
];

/** These visitors closed these pages; one that is not the page last seen says nothing. */
export const leavePages = (rows: string, now: number): Statement[] => [
  touchLeft({ rows, now }),
  updateLeft({ rows, now, until: now + GRACE_MS }),
];

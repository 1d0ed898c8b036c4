import { type SQL, sql } from "drizzle-orm";

const p = sql.placeholder;

const isOnline = sql`w.state = 'online' and w.online_until > ${p("now")}`;

/** JSON of the page a website contact is on, by the clock `now`; null when none was ever told. */
export const pageOf = (contactId: SQL): SQL => sql`(
  select json_object('state', case when ${isOnline} then 'online' else 'offline' end,
    'url', case when ${isOnline} then w.url end, 'title', case when ${isOnline} then w.title end,
    'at', w.last_seen_at)
  from website_presence w where w.contact_id = ${contactId})`;

/** 1 when they went silent and no sweep has said so yet: what a panel knows of them is out of date. */
export const hasLapsed = (contactId: SQL): SQL => sql`exists (
  select 1 from website_presence w
  where w.contact_id = ${contactId} and w.state = 'online' and w.online_until <= ${p("now")})`;

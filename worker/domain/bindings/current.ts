import { type SQL, sql } from "drizzle-orm";

/** How each binding of a contact stands, as JSON; none for what never was bound. */
export const bindingsOf = (contactId: SQL): SQL => sql`
  select json_object('kind', b.kind, 'state', b.state, 'how', b.how, 'at', b.at) as item
  from (select 'social' as kind union all select 'phone' union all select '91app') k
  join binding b on b.id = (
    select id from binding where contact_id = ${contactId} and kind = k.kind order by at desc, id desc limit 1)`;

/** Facebook recurring notifications of a contact, JSON. */
export const recurringOf = (contact: SQL): SQL => sql`json_object(
  'since', ${contact}.recurring_since, 'until', ${contact}.recurring_until, 'nextAt', ${contact}.recurring_next_at)`;

import { type SQL, sql } from "drizzle-orm";
import type { EventItem, Page } from "../../../shared/schemas/panel.ts";
import { pageOf } from "../page.ts";

const p = sql.placeholder;

export const EVENTS_PER_PAGE = 30;

/** One page of what happened to a contact as JSON, newest first, from before (`at`, `id`), and one row more. */
export const eventsOf = (contactId: SQL): SQL => sql`
  select json_object('id', e.id, 'kind', e.kind, 'at', e.at, 'actorKind', e.actor_kind,
    'actorName', e.actor_name, 'data', json(e.data)) as item
  from event e where e.contact_id = ${contactId} and (e.at, e.id) < (${p("at")}, ${p("id")})
  order by e.at desc, e.id desc limit ${sql.raw(String(EVENTS_PER_PAGE + 1))}`;

export const eventPage = (events: EventItem[]): Page<EventItem> =>
  pageOf(events, EVENTS_PER_PAGE, ({ at, id }) => ({ at, id }));

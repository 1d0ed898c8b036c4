import { type SQL, sql } from "drizzle-orm";
import type { EventItem, Page } from "../../../shared/schemas/panel.ts";
import { pageOf } from "../page.ts";

const p = sql.placeholder;

export const EVENTS_PER_PAGE = 30;

export interface EventRow extends Omit<EventItem, "data"> {
  /** JSON. */
  data: string;
}

/** One page of what happened to a contact, newest first, from before (`at`, `id`), and one row more. */
export const eventsOf = (contactId: SQL): SQL => sql`
  select e.id, e.kind, e.at, e.actor_kind as "actorKind", e.actor_name as "actorName", e.data from event e
  where e.contact_id = ${contactId} and (e.at, e.id) < (${p("at")}, ${p("id")})
  order by e.at desc, e.id desc limit ${sql.raw(String(EVENTS_PER_PAGE + 1))}`;

export const eventPage = (rows: EventRow[]): Page<EventItem> =>
  pageOf(
    rows.map(({ id, kind, at, actorKind, actorName, data }) => ({
      id,
      kind,
      at,
      actorKind,
      actorName,
      data: JSON.parse(data) as Record<string, unknown>,
    })),
    EVENTS_PER_PAGE,
    ({ at, id }) => ({ at, id }),
  );

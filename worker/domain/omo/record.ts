import { sql } from "drizzle-orm";
import type { EventKind } from "../../../shared/events.ts";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

/** The event of a change, with the names as they are now. */
export const recordOmo = prepare<{
  eventId: string;
  bindingId: string;
  contactId: string;
  kind: Extract<EventKind, "omo.bound" | "omo.unbound" | "omo.restored">;
  now: number;
}>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("eventId")}, ${p("contactId")}, ${p("kind")}, g.actor_kind, g.member_id, g.member_name,
    json_object('member', m.name, 'branch', b.name), ${p("now")}
  from guard g, omo_binding o join member m on m.id = o.member_id left join branch b on b.id = o.branch_id
  where o.id = ${p("bindingId")}`);

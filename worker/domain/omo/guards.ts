import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import { omoChannels } from "./current.ts";

const p = sql.placeholder;

/** The contact exists and writes through a channel whose contacts can be bound; else NOT_FOUND. */
export const requireOmoContact = prepare<{ contactId: string }>(sql`
  update guard set target_found = exists (
    select 1 from contact c join channel ch on ch.id = c.channel_id
    where c.id = ${p("contactId")} and c.deleted_at is null and ch.kind in ${omoChannels})`);

/** The contact is bound to nobody. */
export const requireUnbound = prepare<{ contactId: string }>(sql`
  update guard set version_fresh = not exists (
    select 1 from omo_binding where contact_id = ${p("contactId")} and unbound_at is null)`);

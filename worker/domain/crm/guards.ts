import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

/** A living contact of LINE; else NOT_FOUND. */
export const requireLineContact = prepare<{ contactId: string }>(sql`
  update guard set target_found = exists (
    select 1 from contact c join channel ch on ch.id = c.channel_id
    where c.id = ${sql.placeholder("contactId")} and c.deleted_at is null and ch.kind = 'line')`);

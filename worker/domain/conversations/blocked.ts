import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

/** SQL that is 1 when a contact's conversation is switched off: what they write is neither stored nor passed on. */
export const isBlocked = (contactId: SQL): SQL => sql`exists (
  select 1 from contact b where b.id = ${contactId} and b.blocked_at is not null)`;

const select = prepare<{ channelId: string; externalId: string }, { blocked: number }>(sql`
  select c.blocked_at is not null as blocked from contact c where c.deleted_at is null and c.id in (
    select id from contact where channel_id = ${p("channelId")} and external_id = ${p("externalId")}
    union select contact_id from contact_alias where channel_id = ${p("channelId")} and external_id = ${p("externalId")})
  order by 1 desc limit 1`);

/**
 * Whether somebody's messages must not be passed on to any inbox behind us. A relay asks right before
 * it passes each on; who was never heard of is not blocked.
 */
export async function isSwitchedOff(
  db: Database,
  address: { channelId: string; externalId: string },
): Promise<boolean> {
  const statement = select(address);
  const [result] = await db.read([statement]);
  return (result && statement.decode(result)[0]?.blocked) === 1;
}

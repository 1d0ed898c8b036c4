import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { Person } from "../inbound/item.ts";

const p = sql.placeholder;

const select = prepare<{ connectionId: string; contactId: string }, Person>(sql`
  select r.account_key as "accountKey", c.external_id as "externalId"
  from contact c join channel_route r on r.channel_id = c.channel_id and r.connection_id = ${p("connectionId")}
  where c.id = ${p("contactId")} and c.deleted_at is null limit 1`);

/** How a connection names a contact; null when the contact is gone or is not the connection's. */
export async function findAddress(
  db: Database,
  connectionId: string,
  contactId: string,
): Promise<Person | null> {
  const statement = select({ connectionId, contactId });
  const [result] = await db.read([statement]);
  return (result && statement.decode(result)[0]) ?? null;
}

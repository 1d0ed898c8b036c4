import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

const select = prepare<{ connectionId: string; contactId: string }, { externalContact: string }>(sql`
  select evidence ->> 'contact' as "externalContact" from identity_record
  where contact_id = ${p("contactId")} and evidence ->> 'connection' = ${p("connectionId")}
  order by at desc, id desc limit 1`);

/** The contact of another system that stands for this one, as `identity_source` names it; null if none does. */
export async function findExternalContact(
  db: Database,
  connectionId: string,
  contactId: string,
): Promise<string | null> {
  const statement = select({ connectionId, contactId });
  const [result] = await db.read([statement]);
  return (result && statement.decode(result)[0]?.externalContact) ?? null;
}

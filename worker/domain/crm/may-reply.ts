import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { moduleOn } from "../guards.ts";

const select = prepare<{ contactId: string }, { found: 1 }>(sql`
  select 1 as found from contact
  where id = ${sql.placeholder("contactId")} and deleted_at is null and blocked_at is null and ${moduleOn("crm")}`);

/** The contact is there, is not blocked, and the module is on. */
export async function mayReply(db: Database, contactId: string): Promise<boolean> {
  const statement = select({ contactId });
  const [result] = await db.read([statement]);
  return result !== undefined && statement.decode(result).length > 0;
}

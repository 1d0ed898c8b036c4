import { sql } from "drizzle-orm";
import type { CountryCode } from "libphonenumber-js/min";
import { asRegion } from "../../../shared/phone.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { moduleOn } from "../guards.ts";
import type { CrmLink } from "./link.ts";

const p = sql.placeholder;

const select = prepare<{ contactId: string; issuedAt: number }, { used: 0 | 1; region: string | null }>(sql`
  select exists (select 1 from phone_proof where contact_id = c.id and proven_at >= ${p("issuedAt")}) as used,
    (select value from setting where name = 'defaultRegion') as region
  from contact c join channel ch on ch.id = c.channel_id
  where c.id = ${p("contactId")} and c.deleted_at is null and ch.kind = 'line' and ${moduleOn("crm")}`);

/** Who opened a link to prove a phone number. */
export interface Visitor extends CrmLink {
  /** A number was proven since the link was made: it has done what it was for. */
  used: boolean;
  /** In which people of the workspace write their numbers. */
  region: CountryCode;
}

/** null when the contact is gone, or the module switched off. */
export async function findVisitor(db: Database, link: CrmLink): Promise<Visitor | null> {
  const statement = select({ contactId: link.contactId, issuedAt: link.issuedAt });
  const [result] = await db.read([statement]);
  const row = result && statement.decode(result)[0];
  if (!row) return null;
  return { ...link, used: row.used === 1, region: asRegion(JSON.parse(row.region ?? "null")) };
}

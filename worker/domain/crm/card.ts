import { sql } from "drizzle-orm";
import type { ShopMemberItem } from "../../../shared/schemas/crm.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { moduleOn } from "../guards.ts";
import { shopMemberItem } from "./current.ts";

/** What a customer is shown of their own membership; `member` null while the shop knows them by no number. */
export interface MemberCard {
  name: string | null;
  member: ShopMemberItem | null;
}

const select = prepare<{ contactId: string }, { name: string | null; member: string | null }>(sql`
  select c.name, (select ${shopMemberItem} from shop_member s where s.member_no = c.member_no) as member
  from contact c where c.id = ${sql.placeholder("contactId")} and c.deleted_at is null and ${moduleOn("crm")}`);

/** null when the contact is gone, or the module switched off. */
export async function findCard(db: Database, contactId: string): Promise<MemberCard | null> {
  const statement = select({ contactId });
  const [result] = await db.read([statement]);
  const row = result && statement.decode(result)[0];
  if (!row) return null;
  const member = JSON.parse(row.member ?? "null") as ShopMemberItem | null;
  return { name: member?.name ?? row.name, member };
}

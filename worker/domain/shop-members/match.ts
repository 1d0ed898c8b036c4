import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { GuardRefusal } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { recordBinding } from "../bindings/record.ts";
import { mayHave, memberByPhone, PROOF, provenPhone } from "../member-numbers/claim.ts";
import { takeOverProfile } from "./take-over.ts";

const p = sql.placeholder;

/** The contact's proven phone is this member's alone, and nothing stands against it. */
const fits = sql`${provenPhone(sql`c.id`)} = s.phone and ${memberByPhone(sql`s.phone`)} = s.member_no
  and ${mayHave(sql`c`, sql`s.member_no`, PROOF.PHONE)}`;

/** Nobody has more contacts than that. */
const selectOwners = prepare<{ memberNo: string }, { contactId: string }>(sql`
  select c.id as "contactId" from shop_member s join contact c on c.phone = s.phone and c.deleted_at is null
  where s.member_no = ${p("memberNo")} and c.member_no is not s.member_no and ${fits} limit 50`);

const guardFits = prepare<{ memberNo: string; contactId: string }>(sql`
  insert or replace into guard (id, actor_kind, session_live, right_held, condition_met)
  select 1, 'system', 1, 1, exists (
    select 1 from shop_member s join contact c on c.id = ${p("contactId")} and c.deleted_at is null
    where s.member_no = ${p("memberNo")} and ${fits})`);

/** Whoever has proven the member's phone gets the member number, as docs/crm.md says. May run any number of times. */
export async function matchShopMember(db: Database, now: number, memberNo: string): Promise<void> {
  const statement = selectOwners({ memberNo });
  const [result] = await db.read([statement]);
  for (const { contactId } of result ? statement.decode(result) : []) {
    try {
      await db.write([
        guardFits({ memberNo, contactId }),
        ...takeOverProfile(now, contactId, memberNo),
        ...recordBinding(now, {
          contactId,
          kind: "phone",
          state: "bound",
          how: "sms",
          memberNo,
          at: now,
          by: "system",
        }),
      ]);
    } catch (error) {
      // Somebody else got the number, or another phone, meanwhile.
      if (!(error instanceof GuardRefusal)) throw error;
    }
  }
}

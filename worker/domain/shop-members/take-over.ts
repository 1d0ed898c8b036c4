import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

type Values = { id: string; contactId: string; memberNo: string; now: number };

const insert = prepare<Values>(sql`
  insert into contact_value (id, contact_id, field, value, source, at)
  select ${p("id")}, c.id, 'email', s.email, 'shop', ${p("now")}
  from contact c join shop_member s on s.member_no = ${p("memberNo")}
  where c.id = ${p("contactId")} and c.email is null and s.email is not null`);

const set = prepare<Values>(sql`
  update contact set email = (select value from contact_value where id = ${p("id")})
  where id = ${p("contactId")} and exists (select 1 from contact_value where id = ${p("id")})`);

/** The email the shop has of its member, where the contact has none. */
export function takeOverProfile(now: number, contactId: string, memberNo: string): Statement[] {
  const values = { id: newId(now), contactId, memberNo, now };
  return [insert(values), set(values)];
}

import { type SQL, sql } from "drizzle-orm";

/**
 * How well it is proven that a member number is somebody's: `LOGIN`, they signed in to the shop; `PHONE`, the
 * shop has the number they proved; `SAID`, somebody says so and nothing was compared: an agent, an import,
 * another system, a button in a chat.
 */
export const PROOF = { LOGIN: 3, PHONE: 2, SAID: 1 } as const;

/** How well the member number of a contact row is proven; 0 without one. */
export const proofOf = (contact: SQL): SQL => sql`
  case when ${contact}.member_no is null then 0 else coalesce((
    select case v.source when 'pixel' then 3 when 'shop' then 2 when 'binding' then coalesce((
        select case b.how when 'line_login' then 3 when 'sms' then 2 else 1 end from binding b
        where b.contact_id = ${contact}.id and b.member_no = ${contact}.member_no order by b.at desc, b.id desc limit 1), 1)
      else 1 end
    from contact_value v where v.contact_id = ${contact}.id and v.field = 'member_no'
    order by v.at desc, v.id desc limit 1), 1) end`;

/** Two customers that cannot be one person: a member told them apart. */
const areApart = (contact: SQL): SQL => sql`exists (
  select 1 from contact x join told_apart t on t.contact_id = x.id join contact y on y.id = t.other_id
  where x.customer_id = ${contact}.customer_id and y.customer_id = other.customer_id)`;

/** The person has proven to be another member of the shop in another channel. */
const isOtherMember = (contact: SQL, memberNo: SQL): SQL => sql`exists (
  select 1 from contact x where x.customer_id = ${contact}.customer_id and x.id <> ${contact}.id
    and x.deleted_at is null and x.member_no <> ${memberNo} and ${proofOf(sql`x`)} >= ${sql.raw(String(PROOF.PHONE))})`;

/**
 * SQL that is 1 when the contact row may have this member number by this proof: another person has it by
 * none that is as good, it replaces no better proven one of the contact's own, and the person is no other
 * member. Two who signed in as the same member are one person, and both have it, unless they cannot be.
 */
export const mayHave = (contact: SQL, memberNo: SQL, proof: number): SQL => {
  const mine = sql.raw(String(proof));
  const taken = proof === PROOF.LOGIN ? areApart(contact) : sql`1`;
  const proven = proof === PROOF.SAID ? sql`0` : isOtherMember(contact, memberNo);
  return sql`(
    (${contact}.member_no is ${memberNo} or (${proofOf(contact)} <= ${mine} and not ${proven})) and not exists (
      select 1 from contact other where other.member_no = ${memberNo} and other.deleted_at is null
        and other.customer_id <> ${contact}.customer_id and ${proofOf(sql`other`)} >= ${mine} and ${taken}))`;
};

/** The number a contact's customer has proven and nobody changed since; null when they have not. */
export const provenPhone = (contactId: SQL): SQL => sql`(
  select case v.source when 'binding' then v.value end from contact_value v
  where v.contact_id = ${contactId} and v.field = 'phone' order by v.at desc, v.id desc limit 1)`;

/** The one member of the shop who has this phone; null when there are several or none. */
export const memberByPhone = (phone: SQL): SQL => sql`(
  select case when count(*) = 1 then min(member_no) end from (
    select member_no from shop_member where phone = ${phone} limit 2))`;

import { type SQL, sql } from "drizzle-orm";
import type { Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import { PROOF, proofOf, provenPhone } from "../member-numbers/claim.ts";
import { matchingOn, SAME } from "./matches.ts";
import { applyJoin, areToldApart, insertJoin } from "./tie.ts";

const p = sql.placeholder;

const PROVEN = sql.raw(String(PROOF.PHONE));

/** SQL that is 1 when the contacts of two customers have proven two member numbers: they are two members. */
export const areTwoMembers = (one: SQL, other: SQL): SQL => sql`exists (
  select 1 from contact x join contact y on y.member_no <> x.member_no
  where x.customer_id in (${one}, ${other}) and y.customer_id in (${one}, ${other})
    and x.deleted_at is null and y.deleted_at is null
    and ${proofOf(sql`x`)} >= ${PROVEN} and ${proofOf(sql`y`)} >= ${PROVEN})`;

/**
 * The contact `m` of the placeholder and one it has a proven value in common with, of the oldest such customer:
 * the younger customer comes to the older. Nobody whom a member told apart, and no two members of the shop.
 */
const pairBy = (same: SQL, proven: SQL): SQL => sql`(
    select m.id as m_id, o.id as o_id, m.customer_id < o.customer_id as stays
    from contact m join contact o on ${same}
    where m.id = ${p("contactId")} and o.customer_id <> m.customer_id and m.deleted_at is null
      and o.deleted_at is null and ${proven} and not ${areToldApart(sql`m.customer_id`, sql`o.customer_id`)}
      and not ${areTwoMembers(sql`m.customer_id`, sql`o.customer_id`)}
    order by o.customer_id limit 1) f
  join contact me on me.id = case when f.stays then f.m_id else f.o_id end
  join contact other on other.id = case when f.stays then f.o_id else f.m_id end`;

const joinByMemberNo = insertJoin<{ contactId: string }>(
  pairBy(SAME.member_no, sql`${proofOf(sql`m`)} >= ${PROVEN} and ${proofOf(sql`o`)} >= ${PROVEN}`),
);

/** The phone of a contact is its own: proven by a code, given by WhatsApp, or the one of a member it has proven to be. */
const ownsPhone = (contact: SQL): SQL => sql`(
  ${provenPhone(sql`${contact}.id`)} = ${contact}.phone
  or exists (select 1 from channel h where h.id = ${contact}.channel_id and h.kind = 'whatsapp')
  or (${proofOf(contact)} >= ${PROVEN} and exists (
    select 1 from shop_member s where s.member_no = ${contact}.member_no and s.phone = ${contact}.phone)))`;

/** Somebody of either customer had the phone of `m` on WhatsApp and lost it: it is another person's by now. */
const changedHands = sql`exists (
  select 1 from contact x join contact_alias a on a.contact_id = x.id
  where x.customer_id in (m.customer_id, o.customer_id) and '+' || a.external_id = m.phone and x.phone is not m.phone)`;

const joinByPhone = insertJoin<{ contactId: string }>(
  pairBy(
    SAME.phone,
    sql`${matchingOn("phone")} and ${ownsPhone(sql`m`)} and ${ownsPhone(sql`o`)} and not ${changedHands}`,
  ),
);

const join = (
  now: number,
  contactId: string,
  kind: "member_no" | "phone",
  insert: typeof joinByPhone,
): Statement[] => {
  const recordId = newId(now);
  const evidence = JSON.stringify({ kind });
  return [
    insert({ recordId, contactId, evidence, reason: null, by: "system", now }),
    ...applyJoin(now, recordId, "system"),
  ];
};

/** A channel that owns its people's phone (WhatsApp) made these contacts: whoever has proven the same is the same. */
export function joinNewcomers(now: number, tasks: readonly Task[]): Statement[] {
  const proven = tasksOf(tasks, "profile").filter(
    ({ item, target }) => target.version === null && item.profile.phone,
  );
  const contactIds = new Set(proven.map(({ target }) => target.contactId));
  return [...contactIds].flatMap((contactId) => join(now, contactId, "phone", joinByPhone));
}

/**
 * The contact has proven something anew: whoever has proven the same member number is the same person, and where
 * the workspace says so, whoever owns the same phone. Put it into a write batch, after what was proven; it may run
 * any number of times. Never joins whom a member told apart, nor two members of the shop.
 */
export const joinByEvidence = (now: number, contactId: string): Statement[] => [
  ...join(now, contactId, "member_no", joinByMemberNo),
  ...join(now, contactId, "phone", joinByPhone),
];

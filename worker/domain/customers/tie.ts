import { type SQL, sql } from "drizzle-orm";
import { CUSTOMER_CONTACTS_MAX } from "../../../shared/schemas/customers.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

/** `member`: whoever acts in this batch, as its guard row says. */
export type TiedBy = "member" | "system";

interface Values extends Record<string, unknown> {
  recordId: string;
  evidence: string;
  reason: string | null;
  by: TiedBy;
  now: number;
}

/** Who acts, when it is a member; evidence that counts by itself has no author. */
export const author: SQL = sql`case ${p("by")} when 'member' then ${actingMember} end`;

/** The next place of a record: they are counted in the order they are made. */
export const nextPlace: SQL = sql`(select coalesce(max(place), 0) + 1 from identity_record)`;

/** SQL that is 1 when a member said that somebody of the one customer is nobody of the other. */
export const areToldApart = (one: SQL, other: SQL): SQL => sql`exists (
  select 1 from contact x join told_apart t on t.contact_id = x.id join contact y on y.id = t.other_id
  where x.customer_id = ${one} and y.customer_id = ${other})`;

/** SQL that is 1 when one customer can have the contacts of both. */
export const fitsTogether = (one: SQL, other: SQL): SQL => sql`(
  select count(*) <= ${sql.raw(String(CUSTOMER_CONTACTS_MAX))} from contact
  where customer_id in (${one}, ${other}))`;

/**
 * The record of a join. `pair` selects the contact that stays (`me`) and the one whose customer comes to it
 * (`other`), two rows of `contact`; nothing happens unless they are of two customers that fit together.
 */
export const insertJoin = <More extends Record<string, unknown>>(pair: SQL) =>
  prepare<Values & More>(sql`
    insert into identity_record
      (id, action, contact_id, customer_id, previous_customer_id, evidence, author_id, at, with_contact_id, reason, place)
    select ${p("recordId")}, 'join', other.id, me.customer_id, other.customer_id, ${p("evidence")}, ${author},
      ${p("now")}, me.id, ${p("reason")}, ${nextPlace}
    from ${pair} and other.customer_id <> me.customer_id and me.deleted_at is null and other.deleted_at is null
      and ${fitsTogether(sql`me.customer_id`, sql`other.customer_id`)}`);

type Applied = { recordId: string; eventId: string; by: TiedBy; now: number };

/** The record joins two customers: none that only keeps evidence does. */
const record = sql`identity_record r on r.id = ${p("recordId")} and r.with_contact_id is not null`;

const touchKept = prepare<Applied>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  from (select r.customer_id from (select 1) join ${record}) r where contact.customer_id = r.customer_id`);

const recordJoined = prepare<Applied>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, at)
  select substr(${p("eventId")}, 1, 24) || lower(hex(randomblob(6))), c.id, 'contact.joined',
    case ${p("by")} when 'member' then (select actor_kind from guard) else 'system' end, ${author},
    case ${p("by")} when 'member' then (select member_name from guard) end, ${p("now")}
  from contact c join ${record} and (c.customer_id = r.previous_customer_id or c.id = r.with_contact_id)`);

const moveContacts = prepare<Applied>(sql`
  update contact set home_customer_id = coalesce(home_customer_id, contact.customer_id),
    customer_id = r.customer_id, version = version + 1, updated_at = ${p("now")}
  from (select r.customer_id, r.previous_customer_id from (select 1) join ${record}) r
  where contact.customer_id = r.previous_customer_id`);

/** Another system's contact that stood for the one stands for both. */
const moveSources = prepare<Applied>(sql`
  update identity_source set customer_id = r.customer_id
  from (select r.customer_id, r.previous_customer_id from (select 1) join ${record}) r
  where identity_source.customer_id = r.previous_customer_id`);

/** What follows from the record of a join, if there is one: contacts move, each says so. */
export function applyJoin(now: number, recordId: string, by: TiedBy): Statement[] {
  const values = { recordId, eventId: newId(now), by, now };
  return [touchKept, recordJoined, moveContacts, moveSources].map((statement) => statement(values));
}

import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import type { Target } from "../inbound/plan.ts";
import { areTwoMembers } from "../customers/by-evidence.ts";
import { areToldApart, fitsTogether, nextPlace } from "../customers/tie.ts";
import { newId } from "../id.ts";
import { PROOF, proofOf } from "../member-numbers/claim.ts";
import { unindexContactName } from "./name-index.ts";

const p = sql.placeholder;

/** The kind of evidence that names a contact which proved to be this one. */
export const ABSORBED = "absorbed";

interface Pair extends Record<string, unknown> {
  /** Contacts, conversations and customers of whom goes and who stays. */
  from: string;
  into: string;
  fromThread: string;
  intoThread: string;
  fromCustomer: string;
  intoCustomer: string;
  recordId: string;
  now: number;
}

/**
 * Columns that name a contact or a conversation: each row goes to who stays. Of rows there may be one of only,
 * theirs stays. A test compares it with the schema.
 */
export const OF_CONTACT = [
  "attribute_value.contact_id",
  "binding.contact_id",
  "contact_alias.contact_id",
  "contact_tag.contact_id",
  "contact_value.contact_id",
  "event.contact_id",
  "identity_record.contact_id",
  "identity_record.with_contact_id",
  "inbox_link.contact_id",
  "message_reaction.contact_id",
  "message_status.contact_id",
  "note.contact_id",
  "omo_binding.contact_id",
  "phone_proof.contact_id",
  "tagging.contact_id",
  "told_apart.contact_id",
  "told_apart.other_id",
  "visitor.contact_id",
  "website_presence.contact_id",
] as const;
export const OF_CONVERSATION = [
  "export_link.conversation_id",
  "mail.conversation_id",
  "message.conversation_id",
  "message_edit.conversation_id",
] as const;

const move = (column: string, from: string, into: string) => {
  const [table = "", name = ""] = column.split(".");
  return prepare<Pair>(sql`
    update or ignore ${sql.raw(table)} set ${sql.raw(name)} = ${p(into)} where ${sql.raw(name)} = ${p(from)}`);
};

/** Each has one beginning, and the first of both is it. */
const firstCreated = prepare<Pair>(sql`
  update event set at = min(at, (select at from event where dedupe_key = 'created/' || ${p("from")}))
  where dedupe_key = 'created/' || ${p("into")}
    and exists (select 1 from event where dedupe_key = 'created/' || ${p("from")})`);
const dropCreated = prepare<Pair>(sql`delete from event where dedupe_key = 'created/' || ${p("from")}`);

/** As a tag was applied to both, it was applied so often to the one. */
const addTags = prepare<Pair>(sql`
  update contact_tag set count = contact_tag.count + o.count, last_at = max(contact_tag.last_at, o.last_at),
    present = max(contact_tag.present, o.present)
  from contact_tag o
  where contact_tag.contact_id = ${p("into")} and o.contact_id = ${p("from")} and o.tag_id = contact_tag.tag_id`);

/** New rows, as the search learns of new ones. */
const moveTags = prepare<Pair>(sql`
  insert or ignore into contact_tag (contact_id, tag_id, present, count, last_at)
  select ${p("into")}, tag_id, present, count, last_at from contact_tag where contact_id = ${p("from")}`);
const findNotes = prepare<Pair>(sql`update note set text = text where contact_id = ${p("into")}`);

/** A branch's member both are bound to is the one of who stays. */
const endOmo = prepare<Pair>(sql`
  update omo_binding set unbound_at = ${p("now")} where contact_id = ${p("from")} and unbound_at is null
    and exists (select 1 from omo_binding where contact_id = ${p("into")} and unbound_at is null)`);

const dropOpposed = prepare<Pair>(sql`
  delete from told_apart where contact_id in (${p("from")}, ${p("into")}) and other_id in (${p("from")}, ${p("into")})`);

/** A value somebody gave is not followed by what the channel says: `applyProfiles` would not have stored it. */
const dropOverruled = prepare<Pair>(sql`
  delete from contact_value where contact_id = ${p("into")} and source = 'channel' and exists (
    select 1 from contact_value o where o.contact_id = ${p("into")} and o.field = contact_value.field
      and o.source <> 'channel' and (o.at < contact_value.at or (o.at = contact_value.at and o.id < contact_value.id)))`);

const newest = (field: string) => sql`${sql.raw(field)} = case
  when exists (select 1 from contact_value where contact_id = ${p("into")} and field = ${sql.raw(`'${field}'`)})
  then (select value from contact_value where contact_id = ${p("into")} and field = ${sql.raw(`'${field}'`)}
    order by at desc, id desc limit 1)
  else coalesce(contact.${sql.raw(field)}, o.${sql.raw(field)}) end`;
const later = (column: string) =>
  sql`${sql.raw(column)} = nullif(max(coalesce(contact.${sql.raw(column)}, 0), coalesce(o.${sql.raw(column)}, 0)), 0)`;
const kept = (column: string) =>
  sql`${sql.raw(column)} = coalesce(contact.${sql.raw(column)}, o.${sql.raw(column)})`;

/** Whoever was switched off stays so; the customer's own word is the newest of both. */
const mergeContact = prepare<Pair>(sql`
  update contact set
    ${sql.join(["name", "email", "phone", "member_no", "picture_url"].map(newest), sql`, `)},
    ${sql.join(
      ["last_customer_at", "last_marketing_at", "last_team_at", "last_checkout_at", "subscribed_at"].map(
        later,
      ),
      sql`, `,
    )},
    unsubscribed_by_customer_at = case
      when max(coalesce(contact.unsubscribed_by_customer_at, 0), coalesce(o.unsubscribed_by_customer_at, 0))
        >= max(coalesce(contact.subscribed_at, 0), coalesce(o.subscribed_at, 0))
      then nullif(max(coalesce(contact.unsubscribed_by_customer_at, 0), coalesce(o.unsubscribed_by_customer_at, 0)), 0) end,
    ${sql.join(["unsubscribed_by_team_at", "blocked_at", "blocked_by", "host_block"].map(kept), sql`, `)},
    blocked_messages = contact.blocked_messages + o.blocked_messages,
    created_at = min(contact.created_at, o.created_at),
    version = contact.version + 1, updated_at = ${p("now")}
  from contact o where contact.id = ${p("into")} and o.id = ${p("from")}`);

const mergeThread = prepare<Pair>(sql`
  update conversation set message_count = conversation.message_count + o.message_count,
    ${sql.join(
      ["last_message_at", "delivered_until", "read_until"].map((column) => {
        const name = sql.raw(column);
        return sql`${name} = nullif(max(coalesce(conversation.${name}, 0), coalesce(o.${name}, 0)), 0)`;
      }),
      sql`, `,
    )},
    state = coalesce((select data ->> 'state' from event where contact_id = ${p("into")} and kind = 'conversation.state'
      order by at desc, id desc limit 1), conversation.state),
    created_at = min(conversation.created_at, o.created_at)
  from conversation o where conversation.id = ${p("intoThread")} and o.id = ${p("fromThread")}`);

const moveAnswers = prepare<Pair>(
  sql`update operation set target = ${p("into")} where target = ${p("from")}`,
);

/** The shop's members they are, before anything moves: who stays remains who they have proven to be elsewhere. */
const isOtherMember = sql`exists (
  select 1 from contact me join contact x on x.customer_id = ${p("intoCustomer")} and x.id <> ${p("into")}
    and x.deleted_at is null and x.member_no <> me.member_no
  where me.id = ${p("from")} and ${proofOf(sql`me`)} >= ${sql.raw(String(PROOF.PHONE))}
    and ${proofOf(sql`x`)} >= ${sql.raw(String(PROOF.PHONE))})`;
const barMemberNo = prepare<Pair>(sql`
  update contact set member_no = null where id = ${p("from")} and ${isOtherMember}`);
/** It is barred when the column no longer says what was given last. */
const dropBarred = prepare<Pair>(sql`
  delete from contact_value where contact_id = ${p("from")} and field = 'member_no'
    and (select member_no from contact where id = ${p("from")}) is null
    and (select value from contact_value where contact_id = ${p("from")} and field = 'member_no'
      order by at desc, id desc limit 1) is not null`);

/**
 * Whoever was the same person as the one is the same as the other, unless a member said otherwise or they are two
 * members of the shop: the channel speaks of its own two contacts only.
 */
const moveCustomer = prepare<Pair>(sql`
  update contact set customer_id = ${p("intoCustomer")},
    home_customer_id = coalesce(home_customer_id, ${p("fromCustomer")}), version = version + 1, updated_at = ${p("now")}
  where customer_id = ${p("fromCustomer")} and id <> ${p("from")}
    and not ${areToldApart(sql`${p("fromCustomer")}`, sql`${p("intoCustomer")}`)}
    and not ${areTwoMembers(sql`${p("fromCustomer")}`, sql`${p("intoCustomer")}`)}
    and ${fitsTogether(sql`${p("fromCustomer")}`, sql`${p("intoCustomer")}`)}`);

/** Is SQL that is 1 once `moveCustomer` left others behind. They are as if the one had been erased. */
const othersStay = sql`exists (
  select 1 from contact where customer_id = ${p("fromCustomer")} and id <> ${p("from")})`;
const tie = sql`action = 'join' and ended_by is null and with_contact_id is not null`;
const dropTies = prepare<Pair>(sql`
  delete from identity_record where contact_id = ${p("from")} and ${tie} and ${othersStay}`);
const loosenTies = prepare<Pair>(sql`
  update identity_record set with_contact_id = null where with_contact_id = ${p("from")} and ${tie} and ${othersStay}`);
/** Whom a member told apart from the one: they are one with it now. */
const dropToldOfOne = prepare<Pair>(sql`
  delete from told_apart where contact_id = ${p("from")}
    and other_id in (select id from contact where customer_id = ${p("intoCustomer")})`);
const dropToldOfOther = prepare<Pair>(sql`
  delete from told_apart where other_id = ${p("from")}
    and contact_id in (select id from contact where customer_id = ${p("intoCustomer")})`);
const moveRecords = prepare<Pair>(sql`
  update identity_record set customer_id = ${p("intoCustomer")}
  where customer_id = ${p("fromCustomer")} and not ${othersStay}`);
const moveSources = prepare<Pair>(sql`
  update identity_source set customer_id = ${p("intoCustomer")}
  where customer_id = ${p("fromCustomer")} and not ${othersStay}`);
/** Panels of both show who is one with them. */
const touchOthers = prepare<Pair>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where customer_id in (${p("fromCustomer")}, ${p("intoCustomer")}) and id not in (${p("from")}, ${p("into")})`);

/** By which other systems learn that the one is the other from now on. */
const recordAbsorbed = prepare<Pair>(sql`
  insert into identity_record (id, action, contact_id, customer_id, previous_customer_id, evidence, at, place)
  values (${p("recordId")}, 'join', ${p("into")}, ${p("intoCustomer")}, ${p("intoCustomer")},
    json_object('kind', '${sql.raw(ABSORBED)}', 'contact', ${p("from")}), ${p("now")}, ${nextPlace})`);
const tellGone = prepare<Pair>(sql`
  update contact set deleted_at = ${p("now")}, updated_at = ${p("now")} where id = ${p("from")}`);
const tellWhere = prepare<Pair>(sql`
  update webhook_event set data = json_set(data, '$.into_contact_id', ${p("into")}) where seq = (
    select max(seq) from webhook_event where contact_id = ${p("from")} and type = 'contact.deleted')`);

const erase = prepare<Pair>(sql`delete from contact where id = ${p("from")}`);
const eraseCustomer = prepare<Pair>(sql`
  delete from customer where id = ${p("fromCustomer")} and id <> ${p("intoCustomer")}
    and not exists (select 1 from contact where customer_id = ${p("fromCustomer")})
    and not exists (select 1 from contact where home_customer_id = ${p("fromCustomer")})`);

const MOVES = [
  ...OF_CONTACT.filter((column) => column !== "contact_tag.contact_id").map((column) =>
    move(column, "from", "into"),
  ),
  ...OF_CONVERSATION.map((column) => move(column, "fromThread", "intoThread")),
];

/**
 * One person of one channel was taken for two, as their ids came apart: all that is known of the one goes
 * to the other, and it is gone. Only what the channel itself says may ask for this; it is not undone. Contacts of
 * other channels that were one with it come along, unless that would unite whom a member told apart, two members
 * of the shop, or more than a customer may have.
 */
export function absorbContact(now: number, from: Target, into: Target): Statement[] {
  const pair: Pair = {
    from: from.contactId,
    into: into.contactId,
    fromThread: from.conversationId,
    intoThread: into.conversationId,
    fromCustomer: from.customerId,
    intoCustomer: into.customerId,
    recordId: newId(now),
    now,
  };
  const isOneCustomer = from.customerId === into.customerId;
  const customers = isOneCustomer
    ? []
    : [barMemberNo, dropBarred, moveCustomer, dropTies, loosenTies, dropToldOfOne, dropToldOfOther];
  const before = [...customers, firstCreated, dropCreated, addTags, moveTags, endOmo, dropOpposed];
  const after = [findNotes, dropOverruled, mergeContact, mergeThread, moveAnswers];
  const told = [recordAbsorbed, tellGone, tellWhere];
  const parted = isOneCustomer ? [] : [moveRecords, moveSources, touchOthers];
  return [...before, ...MOVES, ...after, ...parted, ...told]
    .map((statement) => statement(pair))
    .concat(unindexContactName(from.contactId), erase(pair), isOneCustomer ? [] : [eraseCustomer(pair)]);
}

import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";

const p = sql.placeholder;

interface Join extends Record<string, unknown> {
  id: string;
  contactId: string;
  connectionId: string;
  externalContact: string;
  evidence: string;
  at: number;
}

/** Which of these contacts were joined on this evidence before, `[contactId, evidence][]` in JSON. */
export const selectJoined = prepare<{ pairs: string }, { contactId: string; evidence: string }>(sql`
  select r.contact_id as "contactId", r.evidence from json_each(${p("pairs")}) j
  join identity_record r on r.contact_id = j.value ->> 0 and r.evidence = j.value ->> 1`);

/** The first contact another system's contact stands for gives it its customer. */
const insertSource = prepare<Join>(sql`
  insert into identity_source (connection_id, external_contact, customer_id, at)
  select ${p("connectionId")}, ${p("externalContact")}, customer_id, ${p("at")}
  from contact where id = ${p("contactId")} on conflict do nothing`);

/**
 * One record per contact and evidence, ever: what a person undid is not done again. Contacts that were
 * one customer with it come along, each with a record of its own, so that undoing needs nothing else.
 */
const insertRecords = prepare<Join>(sql`
  insert into identity_record (id, action, contact_id, customer_id, previous_customer_id, evidence, at)
  select case when c.id = me.id then ${p("id")} else substr(${p("id")}, 1, 24) || lower(hex(randomblob(6))) end,
    'join', c.id, s.customer_id, c.customer_id,
    case when c.id = me.id then ${p("evidence")}
      else json_object('kind', 'same_customer', 'record', ${p("id")}) end, ${p("at")}
  from contact me
  join identity_source s on s.connection_id = ${p("connectionId")} and s.external_contact = ${p("externalContact")}
  join contact c on c.id = me.id or (c.customer_id = me.customer_id and me.customer_id <> s.customer_id)
  where me.id = ${p("contactId")} and not exists (
    select 1 from identity_record where contact_id = me.id and evidence = ${p("evidence")})`);

const recordJoined = prepare<Join & { eventId: string }>(sql`
  insert into event (id, contact_id, kind, actor_kind, data, at, dedupe_key)
  select ${p("eventId")}, contact_id, 'contact.joined', 'system', '{}', at, 'joined/' || id
  from identity_record where id = ${p("id")} and customer_id <> previous_customer_id`);

const moveContacts = prepare<Join & { now: number }>(sql`
  update contact set customer_id = r.customer_id, version = version + 1, updated_at = ${p("now")}
  from identity_record r
  where r.id = ${p("id")} and contact.customer_id = r.previous_customer_id and r.customer_id <> r.previous_customer_id`);

const moveSources = prepare<Join>(sql`
  update identity_source set customer_id = r.customer_id from identity_record r
  where r.id = ${p("id")} and identity_source.customer_id = r.previous_customer_id`);

/** What an identity record rests on; the same text for the same fact. */
export const chatwootEvidence = (connection: string, contact: string): string =>
  JSON.stringify({ kind: "chatwoot_contact", connection, contact });

/**
 * Joins the contacts that another system's contact stands for into one customer. Only moves contacts,
 * so it is undone by moving them back.
 *
 * @param joined what `selectJoined` found
 */
export function joinContacts(
  now: number,
  tasks: readonly Task[],
  joined: readonly { contactId: string; evidence: string }[],
): Statement[] {
  const done = new Set(joined.map(({ contactId, evidence }) => `${contactId} ${evidence}`));
  return tasksOf(tasks, "same").flatMap(({ item, target: { contactId }, delivery: { connectionId } }) => {
    const { externalContact, at } = item;
    const evidence = chatwootEvidence(connectionId, externalContact);
    const key = `${contactId} ${evidence}`;
    if (done.has(key)) return [];
    done.add(key);
    const join: Join = { id: newId(now), contactId, connectionId, externalContact, evidence, at };
    return [
      insertSource(join),
      insertRecords(join),
      recordJoined({ ...join, eventId: newId(now) }),
      moveContacts({ ...join, now }),
      moveSources(join),
    ];
  });
}

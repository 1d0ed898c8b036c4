import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { applyJoin, areToldApart, fitsTogether, nextPlace } from "../customers/tie.ts";
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
 * One record per contact and evidence, ever: what a person undid is not done again. It joins the contact to the
 * first that the other system's contact stood for, unless somebody said that they are not one person.
 */
const insertRecord = prepare<Join>(sql`
  insert into identity_record
    (id, action, contact_id, customer_id, previous_customer_id, evidence, at, with_contact_id, place)
  select ${p("id")}, 'join', me.id, case when first.id is null then me.customer_id else s.customer_id end,
    me.customer_id, ${p("evidence")}, ${p("at")}, first.id, ${nextPlace}
  from contact me
  join identity_source s on s.connection_id = ${p("connectionId")} and s.external_contact = ${p("externalContact")}
  left join contact first on me.customer_id <> s.customer_id and first.id = (
      select c.id from contact c
      left join identity_record r on r.contact_id = c.id and r.evidence = ${p("evidence")} and r.ended_by is null
      where c.customer_id = s.customer_id order by r.id is null, c.seq limit 1)
    and not ${areToldApart(sql`me.customer_id`, sql`s.customer_id`)}
    and ${fitsTogether(sql`me.customer_id`, sql`s.customer_id`)}
  where me.id = ${p("contactId")} and not exists (
    select 1 from identity_record where contact_id = me.id and evidence = ${p("evidence")})`);

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
    return [insertSource(join), insertRecord(join), ...applyJoin(now, join.id, "system")];
  });
}

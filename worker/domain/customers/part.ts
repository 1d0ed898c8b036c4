import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import { asPlanned, type Parting, type Tied } from "./plan.ts";
import { nextPlace } from "./tie.ts";

const p = sql.placeholder;

interface Values extends Record<string, unknown> {
  leaveId: string;
  eventId: string;
  contactId: string;
  anchorId: string | null;
  /** Contacts and the customer each has then, `[contactId, customerId][]` in JSON. */
  all: string;
  from: string;
  to: string;
  reason: string | null;
  evidence: string;
  now: number;
}

const insertCustomers = prepare<Values>(sql`
  insert into customer (id, created_at) select distinct value ->> 1, ${p("now")} from json_each(${p("all")})
  where true on conflict do nothing`);

const insertLeave = prepare<Values>(sql`
  insert into identity_record
    (id, action, contact_id, customer_id, previous_customer_id, evidence, author_id, at, reason, place)
  values (${p("leaveId")}, 'leave', ${p("contactId")}, ${p("to")}, ${p("from")}, ${p("evidence")}, ${actingMember},
    ${p("now")}, ${p("reason")}, ${nextPlace})`);

/** Also the evidence it came with that tied nothing: it does not speak for this contact any more. */
const endJoins = prepare<{ leaveId: string; ended: string; alone: string | null }>(sql`
  update identity_record set ended_by = ${p("leaveId")}
  where (id in (select value from json_each(${p("ended")})) or contact_id = ${p("alone")})
    and action = 'join' and ended_by is null`);

/** In the place of the one they were, so that the order of joins stays what it was. */
const insertKept = prepare<{ kept: string }>(sql`
  insert into identity_record
    (id, action, contact_id, customer_id, previous_customer_id, evidence, author_id, at, with_contact_id, reason, place)
  select k.value ->> 'id', 'join', k.value ->> 'from', r.customer_id, r.previous_customer_id,
    json_object('kind', 'kept', 'record', r.id, 'was', coalesce(r.evidence ->> 'was', r.evidence ->> 'kind')),
    r.author_id, r.at, k.value ->> 'into', r.reason, r.place
  from json_each(${p("kept")}) k join identity_record r on r.id = k.value ->> 'of'`);

const setHome = prepare<{ contactId: string; customerId: string }>(sql`
  update contact set home_customer_id = ${p("customerId")} where id = ${p("contactId")}`);

const recordParted = prepare<Values>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, at)
  select substr(${p("eventId")}, 1, 24) || lower(hex(randomblob(6))), c.id, 'contact.parted', actor_kind, member_id,
    member_name, ${p("now")}
  from guard, json_each(${p("all")}) j join contact c on c.id = j.value ->> 0
  where c.customer_id <> j.value ->> 1 or c.id in (${p("contactId")}, ${p("anchorId")})`);

/** Everybody's next version: each panel shows who the others are. */
const moveContacts = prepare<Values>(sql`
  update contact set customer_id = j.value ->> 1, version = version + 1, updated_at = ${p("now")},
    home_customer_id = case when customer_id <> j.value ->> 1 then coalesce(home_customer_id, customer_id)
      else home_customer_id end
  from json_each(${p("all")}) j where contact.id = j.value ->> 0`);

/** Another system's contact stays with the first it stood for that was not taken from it. */
const moveSources = prepare<Values>(sql`
  update identity_source set customer_id = coalesce((
    select c.customer_id from json_each(${p("all")}) j join contact c on c.id = j.value ->> 0
    join identity_record r on r.contact_id = c.id and r.action = 'join'
    where r.evidence = json_object('kind', 'chatwoot_contact', 'connection', identity_source.connection_id,
      'contact', identity_source.external_contact)
    order by r.ended_by is not null, r.at, r.id limit 1), customer_id)
  where customer_id = ${p("from")}`);

/** Both ways round, so that one look finds it. */
export const tellApart = prepare<{ ones: string; others: string; how: string; now: number }>(sql`
  insert into told_apart (contact_id, other_id, how, author_id, at)
  select case d.value when 0 then x.value else y.value end, case d.value when 0 then y.value else x.value end,
    ${p("how")}, ${actingMember}, ${p("now")}
  from json_each(${p("ones")}) x, json_each(${p("others")}) y, json_each('[0,1]') d
  where true on conflict do nothing`);

/** Writes a parting that was planned; refused by `version_fresh` when the customer is no longer what it was. */
export function applyParting(
  now: number,
  tied: Tied,
  parting: Parting,
  { leaveId, reason }: { leaveId: string; reason: string | null },
): Statement[] {
  const { contactId, goes, stays, ended, kept, out, fresh } = parting;
  const end = endJoins({ leaveId, ended: JSON.stringify(ended), alone: out ? contactId : null });
  const parts = stays.contacts.length > 0;
  const all = JSON.stringify([
    ...goes.contacts.map((id) => [id, goes.customerId]),
    ...stays.contacts.map((id) => [id, stays.customerId]),
  ]);
  const values: Values = {
    leaveId,
    eventId: newId(now),
    contactId,
    anchorId: tied.edges.find(({ id }) => id === ended[0])?.into ?? null,
    all,
    from: tied.customerId,
    to: parts ? goes.customerId : tied.customerId,
    reason,
    evidence: JSON.stringify({ kind: "parted", records: ended }),
    now,
  };
  if (!parts) return [asPlanned(tied), insertLeave(values), end];
  return [
    asPlanned(tied),
    insertCustomers(values),
    ...(fresh ? [setHome(fresh)] : []),
    insertLeave(values),
    insertKept({ kept: JSON.stringify(kept) }),
    end,
    recordParted(values),
    moveContacts(values),
    moveSources(values),
    tellApart({
      ones: JSON.stringify(goes.contacts),
      others: JSON.stringify(stays.contacts),
      how: "parted",
      now,
    }),
  ];
}

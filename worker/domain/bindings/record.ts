import { sql } from "drizzle-orm";
import type { BindingHow, BindingKind } from "../../../shared/schemas/bindings.ts";
import type { ValueSource } from "../../../shared/schemas/panel.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { joinByEvidence } from "../customers/by-evidence.ts";
import { newId } from "../id.ts";
import { mayHave, PROOF } from "../member-numbers/claim.ts";
import { takeLastCheckout } from "../orders/upsert-order.ts";

/** A change of how a contact is bound. */
export interface BindingChange {
  contactId: string;
  kind: BindingKind;
  state: "bound" | "unbound";
  how: BindingHow;
  /** The member number it proves; left out it stays as it is. */
  memberNo?: string;
  /** The shop signed that this member was logged in, as it does for the pixel. */
  signed?: boolean;
  /** When it happened, UTC ms; one that lies ahead of `now` counts as now. */
  at: number;
  /** `member`: whoever acts in this batch, as its guard row says. */
  by: "customer" | "system" | "member";
}

interface Values extends Record<string, unknown> {
  id: string;
  valueId: string;
  eventId: string;
  contactId: string;
  kind: BindingKind;
  state: "bound" | "unbound";
  how: BindingHow;
  memberNo: string | null;
  source: ValueSource;
  by: BindingChange["by"];
  data: string;
  at: number;
  now: number;
}

const p = sql.placeholder;

const author = sql`case ${p("by")} when 'member' then (select member_id from guard) end`;

/** How well each way proves whose member number it is, unless the shop signed it. */
const PROOFS: Record<BindingHow, number> = {
  button: PROOF.SAID,
  bot: PROOF.SAID,
  api: PROOF.SAID,
  import: PROOF.SAID,
  agent: PROOF.SAID,
  sms: PROOF.PHONE,
  pixel: PROOF.LOGIN,
  line_login: PROOF.LOGIN,
};

/**
 * What says nothing new of how things stood at that time is no row, so that it may be told any number of times.
 * A number that is better proven to be somebody else's is left out, and the binding stands without it.
 */
const insertBinding = (proof: number) =>
  prepare<Values>(sql`
  insert into binding (id, contact_id, kind, state, how, member_no, author_id, at)
  select ${p("id")}, f.id, ${p("kind")}, ${p("state")}, ${p("how")}, f.number, ${author}, ${p("at")}
  from (
    select c.id, case when ${p("memberNo")} is not null and ${mayHave(sql`c`, sql`${p("memberNo")}`, proof)}
      then ${p("memberNo")} end as number
    from contact c where c.id = ${p("contactId")} and c.deleted_at is null) f
  left join binding b on b.id = (
    select id from binding where contact_id = f.id and kind = ${p("kind")} and at <= ${p("at")}
    order by at desc, id desc limit 1)
  where not (b.id is null and ${p("state")} = 'unbound')
    and not (b.state is ${p("state")} and (f.number is null or b.member_no is f.number))`);

const INSERT_BINDING = new Map(Object.values(PROOF).map((proof) => [proof as number, insertBinding(proof)]));

const isNew = sql`exists (select 1 from binding where id = ${p("id")})`;

const insertValue = prepare<Values>(sql`
  insert into contact_value (id, contact_id, field, value, source, author_id, at)
  select ${p("valueId")}, ${p("contactId")}, 'member_no', member_no, ${p("source")}, ${author}, ${p("at")}
  from binding where id = ${p("id")} and member_no is not null and member_no is not (
    select value from contact_value where contact_id = ${p("contactId")} and field = 'member_no' and at <= ${p("at")}
    order by at desc, id desc limit 1)`);

const setMemberNo = prepare<Values>(sql`
  update contact set member_no = (
    select value from contact_value where contact_id = ${p("contactId")} and field = 'member_no'
    order by at desc, id desc limit 1)
  where id = ${p("contactId")} and exists (select 1 from contact_value where id = ${p("valueId")})`);

const insertEvent = prepare<Values>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select ${p("eventId")}, ${p("contactId")}, 'binding.' || ${p("state")},
    case ${p("by")} when 'member' then (select actor_kind from guard) else ${p("by")} end, ${author},
    case ${p("by")} when 'member' then (select member_name from guard) end, ${p("data")}, ${p("at")}
  where ${isNew}`);

const touch = prepare<Values>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id = ${p("contactId")} and ${isNew}`);

const SOURCES: Record<BindingHow, ValueSource> = {
  button: "binding",
  bot: "binding",
  line_login: "binding",
  sms: "binding",
  pixel: "pixel",
  api: "api",
  import: "import",
  agent: "agent",
};

/**
 * Records that a contact was bound or unbound, sets its member number with where it came from, writes
 * the event and the contact's next version. Put it into a write batch, with or without a session.
 * Telling the same again changes nothing; told late, it takes its place in the history and changes
 * nothing that is newer. A member number that is better proven to be somebody else's is left out
 * (docs/crm.md). Contacts that have proven the same become one customer.
 */
export function recordBinding(now: number, change: BindingChange): Statement[] {
  const { contactId, kind, state, how, memberNo = null, by } = change;
  const at = Math.min(change.at, now);
  const signed = change.signed === true;
  const insert = INSERT_BINDING.get(signed ? PROOF.LOGIN : PROOFS[how]);
  if (!insert) throw new Error("every way of binding proves something");
  const values: Values = {
    id: newId(now),
    valueId: newId(now),
    eventId: newId(now),
    contactId,
    kind,
    state,
    how,
    memberNo,
    source: signed ? "pixel" : SOURCES[how],
    by,
    data: JSON.stringify({ binding: kind, how }),
    at,
    now,
  };
  return [
    ...[insert, insertValue, setMemberNo, insertEvent, touch].map((statement) => statement(values)),
    ...(memberNo === null ? [] : [takeLastCheckout(now, contactId)]),
    ...(state === "bound" && (memberNo !== null || kind === "phone") ? joinByEvidence(now, contactId) : []),
  ];
}

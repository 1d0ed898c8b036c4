import { sql } from "drizzle-orm";
import type { BindingHow, BindingKind } from "../../../shared/schemas/bindings.ts";
import type { ValueSource } from "../../../shared/schemas/panel.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { takeLastCheckout } from "../orders/upsert-order.ts";

/** A change of how a contact is bound. */
export interface BindingChange {
  contactId: string;
  kind: BindingKind;
  state: "bound" | "unbound";
  how: BindingHow;
  /** The member number it proves; left out it stays as it is. */
  memberNo?: string;
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

/** What says nothing new of how things stood at that time is no row, so that it may be told any number of times. */
const insertBinding = prepare<Values>(sql`
  insert into binding (id, contact_id, kind, state, how, member_no, author_id, at)
  select ${p("id")}, c.id, ${p("kind")}, ${p("state")}, ${p("how")}, ${p("memberNo")}, ${author}, ${p("at")}
  from contact c left join binding b on b.id = (
    select id from binding where contact_id = c.id and kind = ${p("kind")} and at <= ${p("at")}
    order by at desc, id desc limit 1)
  where c.id = ${p("contactId")} and c.deleted_at is null
    and not (b.id is null and ${p("state")} = 'unbound')
    and not (b.state is ${p("state")} and (${p("memberNo")} is null or b.member_no is ${p("memberNo")}))`);

const isNew = sql`exists (select 1 from binding where id = ${p("id")})`;

const insertValue = prepare<Values>(sql`
  insert into contact_value (id, contact_id, field, value, source, author_id, at)
  select ${p("valueId")}, ${p("contactId")}, 'member_no', ${p("memberNo")}, ${p("source")}, ${author}, ${p("at")}
  where ${isNew} and ${p("memberNo")} is not null and ${p("memberNo")} is not (
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
 * nothing that is newer. Whose member number it is must be checked by whoever calls.
 *
 * Joins no customers.
 */
export function recordBinding(now: number, change: BindingChange): Statement[] {
  const { contactId, kind, state, how, memberNo = null, by } = change;
  const at = Math.min(change.at, now);
  const values: Values = {
    id: newId(now),
    valueId: newId(now),
    eventId: newId(now),
    contactId,
    kind,
    state,
    how,
    memberNo,
    source: SOURCES[how],
    by,
    data: JSON.stringify({ binding: kind, how }),
    at,
    now,
  };
  return [
    ...[insertBinding, insertValue, setMemberNo, insertEvent, touch].map((statement) => statement(values)),
    ...(memberNo === null ? [] : [takeLastCheckout(now, contactId)]),
  ];
}

import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import { takeLastCheckout } from "../orders/upsert-order.ts";
import { type Fed, feedSearch } from "../search/feed.ts";
import { indexContactName } from "./name-index.ts";
import { type Field, FIELDS } from "./put-plan.ts";

const p = sql.placeholder;

/** A contact to be made. */
export interface Made extends Record<string, unknown> {
  contactId: string;
  customerId: string;
  conversationId: string;
  channelId: string;
  externalId: string;
}

/** A field's new value, JSON-ready; `eventId` null where nobody needs to be told, as of a new contact. */
export interface FieldChange {
  id: string;
  contactId: string;
  field: Field;
  before: string | null;
  value: string | null;
  eventId: string | null;
}

export interface AttributeChange {
  id: string;
  contactId: string;
  attributeId: string;
  /** JSON; null unsets it. */
  value: string | null;
  eventId: string;
  /** UTC ms, newer than the value before. */
  at: number;
}

/** What the plan was made from still holds: versions, free addresses and who has which member number. */
export const requirePlan = prepare<{ known: string; addresses: string; numbers: string }>(sql`
  update guard set version_fresh =
    not exists (select 1 from json_each(${p("known")}) j
      left join contact c on c.id = j.value ->> 'id' and c.deleted_at is null
      where c.version is not j.value ->> 'version')
    and not exists (select 1 from json_each(${p("addresses")}) j
      join contact c on c.channel_id = j.value ->> 0 and c.external_id = j.value ->> 1 and c.deleted_at is null)
    and not exists (select 1 from json_each(${p("numbers")}) j
      where (select count(*) from contact c where c.member_no = j.value ->> 'no' and c.deleted_at is null)
        <> j.value ->> 'holders')`);

const insertCustomers = prepare<{ made: string; now: number }>(sql`
  insert into customer (id, created_at) select value ->> 'customerId', ${p("now")} from json_each(${p("made")})`);

const insertContacts = prepare<{ made: string; now: number }>(sql`
  insert into contact (id, channel_id, external_id, customer_id, created_at, updated_at)
  select value ->> 'contactId', value ->> 'channelId', value ->> 'externalId', value ->> 'customerId',
    ${p("now")}, ${p("now")} from json_each(${p("made")})`);

const insertConversations = prepare<{ made: string; now: number }>(sql`
  insert into conversation (id, contact_id, channel_id, created_at)
  select value ->> 'conversationId', value ->> 'contactId', value ->> 'channelId', ${p("now")}
  from json_each(${p("made")})`);

const recordMade = prepare<{ made: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, at, dedupe_key)
  select value ->> 'eventId', value ->> 'contactId', 'contact.created', g.actor_kind, g.member_id, g.member_name,
    ${p("now")}, 'created/' || (value ->> 'contactId')
  from json_each(${p("made")}), guard g`);

const touchAll = prepare<{ ids: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id in (select value from json_each(${p("ids")}))`);

const recordEdits = prepare<{ changes: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select value ->> 'eventId', value ->> 'contactId', 'profile.edited', g.actor_kind, g.member_id, g.member_name,
    json_object('field', value ->> 'field', 'before', value ->> 'before', 'after', value ->> 'value'), ${p("now")}
  from json_each(${p("changes")}), guard g where value ->> 'eventId' is not null`);

/** It is newer than what is there even when a provider's clock says otherwise. */
const insertFieldValues = prepare<{ changes: string; now: number }>(sql`
  insert into contact_value (id, contact_id, field, value, source, author_id, at)
  select j.value ->> 'id', j.value ->> 'contactId', j.value ->> 'field', j.value ->> 'value', 'api', ${actingMember},
    max(${p("now")}, coalesce((select max(w.at) + 1 from contact_value w
      where w.contact_id = j.value ->> 'contactId' and w.field = j.value ->> 'field'), 0))
  from json_each(${p("changes")}) j`);

/** All of a contact at once: whoever is told of changes is told once. */
const setFields = prepare<{ values: string }>(sql`
  update contact set ${sql.raw(
    FIELDS.map(
      (field) =>
        `${field} = case when json_type(j.value, '$.${field}') is null then ${field} else j.value ->> '${field}' end`,
    ).join(", "),
  )}
  from json_each(${p("values")}) j where contact.id = j.value ->> 'id'`);

const insertAttributes = prepare<{ changes: string }>(sql`
  insert into attribute_value (id, contact_id, attribute_id, value, source, author_id, at)
  select value ->> 'id', value ->> 'contactId', value ->> 'attributeId', value ->> 'value', 'api', ${actingMember},
    value ->> 'at' from json_each(${p("changes")})`);

const recordAttributes = prepare<{ changes: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
  select j.value ->> 'eventId', j.value ->> 'contactId', 'attribute.edited', g.actor_kind, g.member_id, g.member_name,
    json_object('attribute', d.name), ${p("now")}
  from json_each(${p("changes")}) j join attribute_definition d on d.id = j.value ->> 'attributeId', guard g`);

/** What a call does, row by row found out before. */
export interface Effects {
  made: Made[];
  fields: FieldChange[];
  attributes: AttributeChange[];
  /** Contacts that were there and change. */
  changed: string[];
}

/** Contacts first, and their next versions, so that whoever is told of a change is told when it was. */
export function putStatements(now: number, { made, fields, attributes, changed }: Effects): Statement[] {
  const people = JSON.stringify(made.map((one) => ({ ...one, eventId: newId(now) })));
  const changes = JSON.stringify(fields);
  const values = JSON.stringify(attributes);
  return [
    ...(made.length > 0
      ? [insertCustomers, insertContacts, insertConversations, recordMade].map((statement) =>
          statement({ made: people, now }),
        )
      : []),
    ...(changed.length > 0 ? [touchAll({ ids: JSON.stringify(changed), now })] : []),
    ...(fields.length > 0
      ? [
          recordEdits({ changes, now }),
          insertFieldValues({ changes, now }),
          setFields({ values: JSON.stringify(byContact(fields)) }),
        ]
      : []),
    ...fields.flatMap(({ field, contactId, value }) =>
      field === "member_no" && value !== null ? [takeLastCheckout(now, contactId)] : [],
    ),
    ...fields.flatMap(({ field, contactId, value }) =>
      field === "name" ? indexContactName({ contactId, name: value }) : [],
    ),
    ...feedSearch(now, [...made.flatMap(foundBy), ...fields.map(textOf)]),
    ...(attributes.length > 0
      ? [insertAttributes({ changes: values }), recordAttributes({ changes: values, now })]
      : []),
  ];
}

function byContact(fields: readonly FieldChange[]): Record<string, string | null>[] {
  const rows = new Map<string, Record<string, string | null>>();
  for (const { contactId, field, value } of fields) {
    rows.set(contactId, { ...rows.get(contactId), id: contactId, [field]: value });
  }
  return [...rows.values()];
}

const foundBy = ({ contactId, externalId }: Made): Fed[] => [
  { of: contactId, kind: "id", value: contactId },
  { of: contactId, kind: "channel", value: externalId },
];

const textOf = ({ contactId, field, value }: FieldChange): Fed => ({
  of: contactId,
  kind: field === "member_no" ? "member" : field,
  value,
});

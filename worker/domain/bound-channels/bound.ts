import { type SQL, sql } from "drizzle-orm";
import { suggestedKey } from "../customers/suggestions.ts";
import { whyOf } from "../customers/why.ts";
import { omoContextOf } from "../omo/current.ts";

const p = sql.placeholder;

/** A person with more channels shows those they used last. */
const CHANNELS_SHOWN = 20;

/**
 * The newest conversation of a contact in the inbox of the placeholders `inbox`, `origin` and
 * `account`; null when there is none. The demo inbox's conversations are our own.
 */
export const threadOf = (contactId: SQL): SQL => sql`coalesce(
  (select l.conversation from inbox_link l where l.contact_id = ${contactId} and l.inbox = ${p("inbox")}
    and l.origin = ${p("origin")} and l.account = ${p("account")}
    order by l.at desc, length(l.conversation) desc, l.conversation desc limit 1),
  case when ${p("inbox")} = 'demo' then (
    select v.id from conversation v where v.contact_id = ${contactId} and v.deleted_at is null) end)`;

/** The same inbox knows the contact in another of its accounts. */
export const isElsewhere = (contactId: SQL): SQL => sql`exists (
  select 1 from inbox_link l where l.contact_id = ${contactId} and l.inbox = ${p("inbox")}
    and l.origin = ${p("origin")})`;

/** The three last times and two more, JSON, from any expression over a contact's columns. */
const times = (of: (column: string) => SQL): SQL => sql`json_object(
  'customerAt', ${of("last_customer_at")}, 'marketingAt', ${of("last_marketing_at")},
  'teamAt', ${of("last_team_at")}, 'checkoutAt', ${of("last_checkout_at")}, 'subscribedAt', ${of("subscribed_at")})`;

/** Every channel of the contact's customer as JSON: the contact's own first, then the last used. */
export const channelsOf = (contactId: SQL, customerId: SQL): SQL => sql`
  select json_object('contactId', o.id, 'kind', och.kind, 'account', och.name, 'name', o.name,
    'externalId', o.external_id, 'blockedAt', o.blocked_at,
    'unsubscribedByCustomerAt', o.unsubscribed_by_customer_at,
    'unsubscribedByTeamAt', o.unsubscribed_by_team_at, 'times', ${times((column) => sql.raw(`o.${column}`))},
    'reach', case when o.id = ${contactId} or ${threadOf(sql`o.id`)} is not null then 'here'
      when ${isElsewhere(sql`o.id`)} then 'elsewhere' else 'none' end,
    'join', json(${whyOf(sql`o.id`)})) as item, o.id <> ${contactId} as other
  from contact o join channel och on och.id = o.channel_id
  where o.customer_id = ${customerId} and o.deleted_at is null
  order by other, o.last_customer_at desc, o.seq limit ${sql.raw(String(CHANNELS_SHOWN + 1))}`;

/** When things last happened in any channel of the customer, JSON. */
export const acrossOf = (customerId: SQL): SQL => sql`(
  select ${times((column) => sql.raw(`max(o.${column})`))}
  from contact o where o.customer_id = ${customerId} and o.deleted_at is null)`;

/**
 * Names the state of what the panel shows beside the contact's own: the other channels, who may be the same
 * person and the attributes' definitions. It changes with each of them, as `contact.version` does with the rest.
 */
export const contextOf = (contactId: SQL, customerId: SQL): SQL => sql`(
  coalesce((select max(updated_at) from attribute_definition), 0) || '/' || ${omoContextOf(contactId)} || '/' || coalesce((
    select group_concat(o.seq || '.' || o.version) from contact o
    where o.customer_id = ${customerId} and o.id <> ${contactId} and o.deleted_at is null), '')
  || '/' || ${suggestedKey(customerId)})`;

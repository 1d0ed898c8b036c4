import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import type { ShopOrder } from "./order.ts";

const p = sql.placeholder;

type Values = { source: string; orders: string; now: number };

/** So many contacts of one member number are told of an order; there is one in each of a few channels. */
const CONTACTS = 8;
/** And so many of all of a batch's. */
const CONTACTS_TOLD = 500;

const content = (of: "stored" | "given") =>
  of === "stored"
    ? sql.raw(`o.number, o.member_no, o.email, o.phone, o.status, o.total, o.currency, o.items, o.url, o.placed_at,
      o.source_updated_at, o.deleted_at is not null`)
    : sql.raw(`v ->> 'number', v ->> 'memberNo', v ->> 'email', v ->> 'phone', v ->> 'status', v ->> 'total',
      v ->> 'currency', v -> 'items', v ->> 'url', v ->> 'placedAt', v ->> 'sourceUpdatedAt', v ->> 'deleted'`);

/** The given orders that change something, as JSON `v`, with the member number they had before. */
const news = sql`
  select j.value as v, o.member_no as before from json_each(${p("orders")}) j
  left join shop_order o on o.source = ${p("source")} and o.external_id = j.value ->> 'externalId'
  where o.id is null or j.value ->> 'sourceUpdatedAt' > o.source_updated_at
    or (j.value ->> 'sourceUpdatedAt' = o.source_updated_at
      and (${content("stored")}) is not (select ${content("given")} from (select j.value as v)))`;

/** Stands before the orders change: afterwards nobody could tell which did. */
const touchContacts = prepare<Values>(sql`
  with news as materialized (${news})
  update contact set version = version + 1, updated_at = ${p("now")}
  where seq in (
    select c.seq from (select v ->> 'memberNo' as member_no from news union select before from news) m
    join contact c on c.member_no = m.member_no where c.deleted_at is null limit ${sql.raw(String(CONTACTS_TOLD))})`);

const upsert = prepare<Values>(sql`
  insert into shop_order (id, source, external_id, number, member_no, email, phone, status, total, currency, items,
    url, placed_at, source_updated_at, created_at, updated_at, deleted_at)
  select v ->> 'id', ${p("source")}, v ->> 'externalId', v ->> 'number', v ->> 'memberNo', v ->> 'email',
    v ->> 'phone', v ->> 'status', v ->> 'total', v ->> 'currency', v -> 'items', v ->> 'url', v ->> 'placedAt',
    v ->> 'sourceUpdatedAt', ${p("now")}, ${p("now")}, case when v ->> 'deleted' then ${p("now")} end
  from (select value as v from json_each(${p("orders")})) where true
  on conflict (source, external_id) do update set number = excluded.number, member_no = excluded.member_no,
    email = excluded.email, phone = excluded.phone, status = excluded.status, total = excluded.total,
    currency = excluded.currency, items = excluded.items, url = excluded.url, placed_at = excluded.placed_at,
    source_updated_at = excluded.source_updated_at, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at
  where excluded.source_updated_at > shop_order.source_updated_at or (
    excluded.source_updated_at = shop_order.source_updated_at and
      (excluded.number, excluded.member_no, excluded.email, excluded.phone, excluded.status, excluded.total,
        excluded.currency, excluded.items, excluded.url, excluded.placed_at, excluded.deleted_at is null) is not
      (shop_order.number, shop_order.member_no, shop_order.email, shop_order.phone, shop_order.status, shop_order.total,
        shop_order.currency, shop_order.items, shop_order.url, shop_order.placed_at, shop_order.deleted_at is null))`);

const living = sql`
  from json_each(${p("orders")}) j join shop_order o on o.source = ${p("source")} and o.external_id = j.value ->> 'externalId'
  join contact c on c.member_no = o.member_no and c.deleted_at is null
  where o.deleted_at is null`;

const setLastCheckout = prepare<Values>(sql`
  update contact set last_checkout_at = n.at
  from (select c.seq, max(min(o.placed_at, ${p("now")})) as at ${living} group by c.seq) n
  where contact.seq = n.seq and coalesce(contact.last_checkout_at, 0) < n.at`);

/** Once for each order and contact, and not for orders from before the contact was here. */
const recordPlaced = prepare<Values>(sql`
  insert into event (id, contact_id, kind, actor_kind, data, at, dedupe_key)
  select event_id, contact_id, 'order.placed', 'customer', json_object('number', number), at,
    'order/' || ${p("source")} || '/' || external_id || '/' || contact_id
  from (
    select json_extract(j.value, '$.eventIds[' || (row_number() over (partition by o.id order by c.seq) - 1) || ']') as event_id,
      c.id as contact_id, o.number, o.external_id, min(o.placed_at, ${p("now")}) as at ${living}
      and o.placed_at >= c.created_at)
  where event_id is not null
  on conflict (dedupe_key) do nothing`);

/**
 * Puts the states of orders in their places, and tells the contacts of their member numbers: the last
 * checkout, an event for each order placed, the contact's next version. Put it into a write batch; doing
 * it twice, or in another order, has the effect of doing it once, in order.
 *
 * @param source the shop's connection, or `api`
 * @param orders at most a few hundred
 */
export function upsertOrders(now: number, source: string, orders: readonly ShopOrder[]): Statement[] {
  if (orders.length === 0) return [];
  const rows = orders.map((order) => ({
    ...order,
    deleted: order.deleted ? 1 : 0,
    id: newId(now),
    eventIds: Array.from({ length: CONTACTS }, () => newId(now)),
  }));
  const values = { source, orders: JSON.stringify(rows), now };
  return [touchContacts, upsert, setLastCheckout, recordPlaced].map((statement) => statement(values));
}

const setFromMember = prepare<{ contactId: string; now: number }>(sql`
  update contact set last_checkout_at = n.at
  from (select max(min(o.placed_at, ${p("now")})) as at from shop_order o
    where o.member_no = (select member_no from contact where id = ${p("contactId")}) and o.deleted_at is null) n
  where id = ${p("contactId")} and coalesce(last_checkout_at, 0) < n.at`);

/** The last checkout of a contact whose member number has just become known. */
export const takeLastCheckout = (now: number, contactId: string): Statement =>
  setFromMember({ contactId, now });

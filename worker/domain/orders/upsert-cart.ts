import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import type { ClosedCart, ShopCart } from "./order.ts";

const p = sql.placeholder;

type Values = { source: string; carts: string; now: number };

const CONTACTS_TOLD = 500;

/** Stands before the carts change: afterwards nobody could tell which did. */
const touchContacts = prepare<Values>(sql`
  with news as materialized (
    select j.value as v, k.member_no as before from json_each(${p("carts")}) j
    left join cart k on k.source = ${p("source")} and k.external_id = j.value ->> 'externalId'
    where k.id is null or j.value ->> 'at' > k.source_updated_at or (j.value ->> 'at' = k.source_updated_at
      and (k.items, k.total, k.currency, k.url, k.member_no, k.closed_at is not null) is not
        (j.value -> 'items', j.value ->> 'total', j.value ->> 'currency', j.value ->> 'url', j.value ->> 'memberNo',
          j.value ->> 'closed')))
  update contact set version = version + 1, updated_at = ${p("now")}
  where seq in (
    select c.seq from (select v ->> 'memberNo' as member_no from news union select before from news) m
    join contact c on c.member_no = m.member_no where c.deleted_at is null limit ${sql.raw(String(CONTACTS_TOLD))})`);

const upsert = prepare<Values>(sql`
  insert into cart (id, source, external_id, member_no, items, total, currency, url, source_updated_at, updated_at, closed_at)
  select v ->> 'id', ${p("source")}, v ->> 'externalId', v ->> 'memberNo', v -> 'items', v ->> 'total',
    v ->> 'currency', v ->> 'url', v ->> 'at', ${p("now")}, case when v ->> 'closed' then ${p("now")} end
  from (select value as v from json_each(${p("carts")})) where true
  on conflict (source, external_id) do update set member_no = excluded.member_no, items = excluded.items,
    total = excluded.total, currency = excluded.currency, url = excluded.url,
    source_updated_at = excluded.source_updated_at, updated_at = excluded.updated_at, closed_at = excluded.closed_at
  where excluded.source_updated_at >= cart.source_updated_at`);

const put = (
  now: number,
  source: string,
  carts: readonly (ShopCart & { closed: boolean })[],
): Statement[] => {
  if (carts.length === 0) return [];
  const rows = carts.map(({ sourceUpdatedAt, closed, ...cart }) => ({
    ...cart,
    id: newId(now),
    at: sourceUpdatedAt,
    closed: closed ? 1 : 0,
  }));
  const values = { source, carts: JSON.stringify(rows), now };
  return [touchContacts(values), upsert(values)];
};

/**
 * Puts the states of carts in their places, and the next version on the contacts of their members. An
 * older state changes nothing.
 *
 * @param source the shop's connection, or `pixel`
 */
export const upsertCarts = (now: number, source: string, carts: readonly ShopCart[]): Statement[] =>
  put(
    now,
    source,
    carts.map((cart) => ({ ...cart, closed: cart.items.length === 0 })),
  );

/** Ends carts, also ones that are heard of later only. What was in them is forgotten. */
export const closeCarts = (now: number, source: string, carts: readonly ClosedCart[]): Statement[] =>
  put(
    now,
    source,
    carts.map(({ externalId, at }) => ({
      externalId,
      memberNo: null,
      items: [],
      total: 0,
      currency: "XXX",
      url: null,
      sourceUpdatedAt: at,
      closed: true,
    })),
  );

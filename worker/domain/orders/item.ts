import { type SQL, sql } from "drizzle-orm";
import { ORDERS_PER_PAGE, type OrderItem } from "../../../shared/schemas/orders.ts";
import type { Page } from "../../../shared/schemas/panel.ts";
import { pageOf, type Position } from "../page.ts";

const p = sql.placeholder;

/** So many lines of an order are shown; whoever needs the rest looks at the shop. */
const LINES_SHOWN = 20;

/** The first lines of a row's `items`, as JSON, and how many there are. */
export const linesOf = (items: SQL): SQL => sql`
  'items', case when json_array_length(${items}) <= ${sql.raw(String(LINES_SHOWN))} then json(${items}) else (
    select json_group_array(json(line)) from (
      select value as line from json_each(${items}) limit ${sql.raw(String(LINES_SHOWN))})) end,
  'lines', json_array_length(${items})`;

/** One page of a member's orders as JSON, newest first, from before (`at`, `id`), and one row more. */
export const ordersOf = (memberNo: SQL): SQL => sql`
  select json_object('id', o.id, 'number', o.number, 'status', o.status, 'total', o.total, 'currency', o.currency,
    'placedAt', o.placed_at, ${linesOf(sql`o.items`)}, 'url', o.url) as item
  from shop_order o
  where o.member_no = ${memberNo} and o.deleted_at is null and (o.placed_at, o.id) < (${p("at")}, ${p("id")})
  order by o.placed_at desc, o.id desc limit ${sql.raw(String(ORDERS_PER_PAGE + 1))}`;

export const orderPosition = ({ placedAt, id }: OrderItem): Position => ({ at: placedAt, id });

export const orderPage = (orders: OrderItem[]): Page<OrderItem> =>
  pageOf(orders, ORDERS_PER_PAGE, orderPosition);

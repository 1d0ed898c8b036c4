import { type SQL, sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { Module } from "../../../shared/modules.ts";
import { VOID_STATUSES } from "../../../shared/order-statuses.ts";
import {
  type CartView,
  type CurrencyTotal,
  type OrderCondition,
  type OrderItem,
  ORDERS_DAYS,
  type OrdersView,
} from "../../../shared/schemas/orders.ts";
import type { Page } from "../../../shared/schemas/panel.ts";
import { settingOf } from "../../../shared/schemas/settings.ts";
import { startOfDay } from "../../../shared/start-of-day.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { linesOf, orderPage, ordersOf } from "./item.ts";

const p = sql.placeholder;

const HOUR = 3_600_000;
const QUARTER = 900_000;

/**
 * Between these two recent begins, in whatever zone. The database knows no zones: it adds up what is
 * surely recent, and what may be in quarters of an hour, at one of which a day begins.
 */
export interface OrderWindow extends Record<string, unknown> {
  ordersMaybe: number;
  ordersSurely: number;
}

export const orderWindow = (now: number): OrderWindow => ({
  ordersMaybe: now - (ORDERS_DAYS + 1) * 24 * HOUR - 2 * HOUR,
  ordersSurely: now - ORDERS_DAYS * 24 * HOUR + 2 * HOUR,
});

/** A sum of orders; `from` is the quarter they were placed in, null for what is surely recent. */
interface Sum extends CurrencyTotal {
  from: number | null;
}

/** What the panel's statement answers of orders. */
export interface OrderRows {
  /** JSON of the setting; null where none was made. */
  zone: string | null;
  newest: OrderItem[];
  cart: CartView | null;
  sums: Sum[];
}

const counted = sql.raw(VOID_STATUSES.map((status) => `'${status}'`).join(", "));

const sumsOf = (memberNo: SQL): SQL => sql`
  select json_object('currency', s.currency, 'from', s."from", 'orders', count(*), 'total', sum(s.total)) as item
  from (
    select o.currency, o.total, case when o.placed_at < ${p("ordersSurely")}
      then o.placed_at / ${sql.raw(String(QUARTER))} * ${sql.raw(String(QUARTER))} end as "from"
    from shop_order o where o.member_no = ${memberNo} and o.deleted_at is null
      and o.placed_at >= ${p("ordersMaybe")} and o.status not in (${counted})) s
  group by s.currency, s."from"`;

const cartOf = (memberNo: SQL): SQL => sql`(
  select json_object(${linesOf(sql`k.items`)}, 'total', k.total, 'currency', k.currency, 'url', k.url,
    'updatedAt', k.source_updated_at)
  from cart k where k.member_no = ${memberNo} and k.closed_at is null
  order by k.source_updated_at desc limit 1)`;

/** Orders, cart and totals of a member number as JSON, for the panel's one statement. */
export const orderRowsOf = (memberNo: SQL): SQL => sql`json_object(
  'zone', (select value from setting where name = 'timeZone'), 'newest', ${jsonArrayOf(ordersOf(memberNo))},
  'cart', json(${cartOf(memberNo)}), 'sums', ${jsonArrayOf(sumsOf(memberNo))})`;

/** Who the orders would be of, and what is switched on. */
interface Holder {
  memberNo: string | null;
  channel: ChannelKind;
  modules: readonly Module[];
  now: number;
}

/** What the panel shows of orders. */
export function ordersView(rows: OrderRows, holder: Holder): OrdersView {
  const from = startOfDay(holder.now, settingOf("timeZone", rows.zone ?? undefined), ORDERS_DAYS);
  return {
    missing: missingFor(holder),
    cart: rows.cart,
    from,
    recent: recentOf(rows.newest, from),
    totals: totalsOf(rows.sums, from),
  };
}

function missingFor({ memberNo, channel, modules }: Holder): OrderCondition | null {
  if (memberNo !== null) return null;
  if (channel !== "website") return "not_bound";
  return modules.includes("pixel") ? "not_logged_in" : "pixel_off";
}

/** Before every order placed at that time. */
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

function recentOf(newest: OrderItem[], from: number): Page<OrderItem> {
  const recent = newest.filter(({ placedAt }) => placedAt >= from);
  const page = orderPage(recent);
  const onlyOlderFollow = page.next === null && newest.length > recent.length;
  return onlyOlderFollow ? { ...page, next: `${from}.${BEFORE_ALL}` } : page;
}

function totalsOf(sums: readonly Sum[], from: number): CurrencyTotal[] {
  const totals = new Map<string, CurrencyTotal>();
  for (const sum of sums) {
    if (sum.from !== null && sum.from < from) continue;
    const before = totals.get(sum.currency) ?? { currency: sum.currency, orders: 0, total: 0 };
    totals.set(sum.currency, {
      currency: sum.currency,
      orders: before.orders + sum.orders,
      total: before.total + sum.total,
    });
  }
  return [...totals.values()].sort((a, b) => b.orders - a.orders || (a.currency < b.currency ? -1 : 1));
}

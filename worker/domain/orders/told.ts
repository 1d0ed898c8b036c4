import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { OrderLine } from "../../../shared/schemas/orders.ts";
import { id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { listChanges } from "../changes/list-of.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** An order as other systems are told of it; money in minor units, times in UTC ms. */
export interface OrderTold {
  id: string;
  source: string;
  externalId: string;
  number: string;
  memberNo: string | null;
  email: string | null;
  phone: string | null;
  status: string;
  total: number;
  currency: string;
  items: OrderLine[];
  url: string | null;
  placedAt: number;
  sourceUpdatedAt: number;
  updatedAt: number;
}

const orderJson = sql`json_object('id', o.id, 'source', o.source, 'externalId', o.external_id, 'number', o.number,
  'memberNo', o.member_no, 'email', o.email, 'phone', o.phone, 'status', o.status, 'total', o.total,
  'currency', o.currency, 'items', json(o.items), 'url', o.url, 'placedAt', o.placed_at,
  'sourceUpdatedAt', o.source_updated_at, 'updatedAt', o.updated_at)`;

/** Orders in the order they last changed. What its shop deleted is not among them. */
export const listOrderChanges = listChanges<OrderTold, OrderTold>(
  {
    name: "orders.changes",
    permission: "contact:list",
    feed: "orders",
    item: orderJson,
    from: sql`join shop_order o on o.id = ch.id and o.deleted_at is null`,
  },
  (order) => order,
);

const selectOrder = prepare<{ orderId: string }, { item: string }>(sql`
  select ${orderJson} as item from shop_order o where o.id = ${p("orderId")} and o.deleted_at is null`);

/** @throws {Failure} NOT_FOUND */
export const getOrder = readVerb({
  name: "orders.get",
  permission: "contact:list",
  input: v.object({ orderId: id }),
  async run(ctx, { orderId }): Promise<OrderTold> {
    const { rows } = await read(ctx, [selectOrder({ orderId })]);
    const item = rows[0][0]?.item;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return JSON.parse(item) as OrderTold;
  },
});

/** A cart that is open. */
export type CartTold = Pick<
  OrderTold,
  | "id"
  | "source"
  | "externalId"
  | "memberNo"
  | "total"
  | "currency"
  | "items"
  | "url"
  | "sourceUpdatedAt"
  | "updatedAt"
>;

const cartJson = sql`json_object('id', k.id, 'source', k.source, 'externalId', k.external_id,
  'memberNo', k.member_no, 'total', k.total, 'currency', k.currency, 'items', json(k.items), 'url', k.url,
  'sourceUpdatedAt', k.source_updated_at, 'updatedAt', k.updated_at)`;

/** Open carts in the order they last changed. */
export const listCarts = listChanges<CartTold, CartTold>(
  {
    name: "carts.list",
    permission: "contact:list",
    feed: "carts",
    item: cartJson,
    from: sql`join cart k on k.id = ch.id and k.closed_at is null`,
  },
  (cart) => cart,
);

const selectCart = prepare<{ cartId: string }, { item: string }>(sql`
  select ${cartJson} as item from cart k where k.id = ${p("cartId")} and k.closed_at is null`);

/** @throws {Failure} NOT_FOUND, also for one that became an order or was emptied */
export const getCart = readVerb({
  name: "carts.get",
  permission: "contact:list",
  input: v.object({ cartId: id }),
  async run(ctx, { cartId }): Promise<CartTold> {
    const { rows } = await read(ctx, [selectCart({ cartId })]);
    const item = rows[0][0]?.item;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return JSON.parse(item) as CartTold;
  },
});

import * as v from "valibot";
import { Cart, Order, OrderResults, pageOf, Results } from "../../shared/schemas/api-answers.ts";
import { CartPut, OrderPut, type OrderPutResult, ORDERS_PER_PUT } from "../../shared/schemas/orders.ts";
import { list, object } from "../channels/read.ts";
import { putCarts } from "../domain/orders/put-carts.ts";
import { putOrders } from "../domain/orders/put.ts";
import { getCart, getOrder, listCarts, listOrderChanges } from "../domain/orders/told.ts";
import { ChangesQuery, fromOf, pageAnswer } from "./lists.ts";
import { route } from "./route.ts";

const rows = <S extends v.GenericSchema>(item: S) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(ORDERS_PER_PUT));

const ORDER = {
  external_id: "A-1",
  number: "20261120-1",
  member_no: "M204117",
  status: "paid",
  total: "1280.00",
  currency: "TWD",
  items: [{ name: "Tent", quantity: 1, price: "1280.00" }],
  placed_at: "2026-11-20T10:00:00+08:00",
  updated_at: "2026-11-20T10:00:00+08:00",
};

/** One, or `{"orders": […]}`. */
const ordersIn = (body: unknown): unknown[] =>
  "orders" in object(body) ? list(object(body)["orders"]) : [body];

const allInvalid = (answer: unknown): boolean =>
  (answer as { results: OrderPutResult[] }).results.every(({ outcome }) => outcome === "invalid");

export const orderRoutes = [
  route({
    method: "get",
    path: "/orders",
    id: "orders.list",
    tag: "orders",
    summary: "Orders by time of change",
    scope: "orders:read",
    query: ChangesQuery,
    answers: { 200: pageOf(Order) },
    run: async (call, { query }) => pageAnswer(await listOrderChanges(call, fromOf(query))),
  }),
  route({
    method: "get",
    path: "/orders/{order_id}",
    id: "orders.get",
    tag: "orders",
    summary: "An order",
    scope: "orders:read",
    answers: { 200: Order },
    run: (call, { params }) => getOrder(call, { orderId: params["order_id"] ?? "" }),
  }),
  route({
    method: "post",
    path: "/orders",
    id: "orders.put",
    tag: "orders",
    summary: `Put in an order, or up to ${ORDERS_PER_PUT}`,
    description:
      "The same `external_id` again is the order's newer state; an older `updated_at` changes nothing. One result for each, in their order; 422 when all are invalid.",
    scope: "orders:write",
    body: v.unknown(),
    documented: v.union([OrderPut, v.object({ orders: rows(OrderPut) })]),
    example: { orders: [ORDER] },
    answers: { 200: OrderResults, 422: OrderResults },
    run: (call, { body }) => putOrders(call, { rows: ordersIn(body) }),
    status: (answer) => (allInvalid(answer) ? 422 : 200),
  }),
  route({
    method: "get",
    path: "/carts",
    id: "carts.list",
    tag: "carts",
    summary: "Open carts by time of change",
    scope: "carts:read",
    query: ChangesQuery,
    answers: { 200: pageOf(Cart) },
    run: async (call, { query }) => pageAnswer(await listCarts(call, fromOf(query))),
  }),
  route({
    method: "get",
    path: "/carts/{cart_id}",
    id: "carts.get",
    tag: "carts",
    summary: "An open cart",
    scope: "carts:read",
    answers: { 200: Cart },
    run: (call, { params }) => getCart(call, { cartId: params["cart_id"] ?? "" }),
  }),
  route({
    method: "post",
    path: "/carts",
    id: "carts.put",
    tag: "carts",
    summary: `Put in up to ${ORDERS_PER_PUT} carts`,
    description:
      "Each is a cart's whole state; without items it is closed. An older `updated_at` changes nothing. One result for each, in their order.",
    scope: "carts:write",
    body: v.strictObject({
      carts: v.pipe(
        v.array(v.unknown()),
        v.minLength(1, "INVALID_INPUT"),
        v.maxLength(ORDERS_PER_PUT, "TOO_LONG"),
      ),
    }),
    documented: v.strictObject({ carts: rows(CartPut) }),
    example: {
      carts: [
        {
          external_id: "C-1",
          member_no: "M204117",
          items: ORDER.items,
          total: "1280.00",
          currency: "TWD",
          updated_at: ORDER.updated_at,
        },
      ],
    },
    answers: { 200: Results },
    run: (call, { body }) => putCarts(call, { rows: body.carts }),
  }),
];

import * as v from "valibot";
import { currencyCode, toMinor } from "../money.ts";
import { externalId, id, plainText, requiredText } from "../text.ts";
import type { Page } from "./panel.ts";

/** One line of an order or a cart. */
export interface OrderLine {
  name: string;
  quantity: number;
  /** Of one piece, in minor units of the order's currency; null when the shop does not say. */
  price: number | null;
  /** https only. */
  pictureUrl: string | null;
}

/** An order as the panel shows it. */
export interface OrderItem {
  id: string;
  number: string;
  /** One of ORDER_STATUSES, or the shop's own word. */
  status: string;
  /** Minor units of `currency`. */
  total: number;
  currency: string;
  /** UTC ms. */
  placedAt: number;
  /** At most 20 of them. */
  items: OrderLine[];
  /** How many lines it has. */
  lines: number;
  /** http or https: the order at the shop, where the shop itself decides who may see it. */
  url: string | null;
}

export interface CartView {
  items: OrderLine[];
  lines: number;
  total: number;
  currency: string;
  url: string | null;
  updatedAt: number;
}

export interface CurrencyTotal {
  currency: string;
  orders: number;
  total: number;
}

/** Why there can be no orders of this contact yet (O2). */
export type OrderCondition = "pixel_off" | "not_logged_in" | "not_bound";

export interface OrdersView {
  /** Null when orders can be known. */
  missing: OrderCondition | null;
  cart: CartView | null;
  /** UTC ms: the start of the day, in the workspace's zone, from which on orders are recent. */
  from: number;
  /** The newest recent ones; what comes after them may be older. */
  recent: Page<OrderItem>;
  /** Of all recent orders but void ones, by currency. */
  totals: CurrencyTotal[];
}

export const ORDERS_DAYS = 90;
export const ORDERS_PER_PAGE = 20;

export const OrderList = v.object({ contactId: id, cursor: v.nullable(externalId) });

// What another system puts in ---------------------------------------------------------------------

export const ORDERS_PER_PUT = 500;
const LINES_MAX = 100;

const currency = v.pipe(
  v.string(),
  v.check((s) => currencyCode(s) !== null, "INVALID_INPUT"),
  v.transform((s) => currencyCode(s) ?? s),
);
/** A decimal as a text or a number, in the order's currency: `"1280.00"`. */
const amount = v.union([v.pipe(v.string(), v.maxLength(40, "TOO_LONG")), v.number()]);
const OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;
/** ISO 8601 with a zone; UTC ms once parsed. */
const time = v.pipe(
  v.string(),
  v.maxLength(40, "TOO_LONG"),
  v.check((s) => OFFSET.test(s) && Date.parse(s) >= 0, "INVALID_INPUT"),
  v.transform((s) => Date.parse(s)),
);
const httpUrl = v.pipe(
  plainText(2000),
  v.check((s) => URL.canParse(s) && /^https?:$/.test(new URL(s).protocol), "INVALID_INPUT"),
);
const httpsUrl = v.pipe(
  plainText(2000),
  v.check((s) => URL.canParse(s) && new URL(s).protocol === "https:", "INVALID_INPUT"),
);
const optional = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);

const PutLine = v.object({
  name: requiredText(500),
  quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000)),
  price: optional(amount),
  picture_url: optional(httpsUrl),
});

/** An order as `POST /api/v1/orders` takes it; the same `external_id` again is its newer state. */
export const OrderPut = v.pipe(
  v.object({
    external_id: externalId,
    /** As people call it; the external id when it is not given. */
    number: optional(requiredText(100)),
    member_no: optional(requiredText(100)),
    email: optional(plainText(254)),
    phone: optional(plainText(50)),
    status: requiredText(60),
    total: amount,
    currency,
    items: v.optional(v.pipe(v.array(PutLine), v.maxLength(LINES_MAX, "TOO_LONG")), []),
    url: optional(httpUrl),
    placed_at: time,
    /** When it last changed at its source: an older state never overwrites a newer one. */
    updated_at: time,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const order = dataset.value;
    const wrong = (path: string[]): void =>
      addIssue({
        message: "INVALID_INPUT",
        path: path.map((key) => ({ type: "object", origin: "value", input: {}, key, value: null })) as never,
      });
    if (toMinor(order.total, order.currency) === null) wrong(["total"]);
    order.items.forEach(({ price }, i) => {
      if (price !== null && toMinor(price, order.currency) === null) wrong(["items", `${i}`, "price"]);
    });
  }),
);
export type OrderPut = v.InferOutput<typeof OrderPut>;

/** A cart as `POST /api/v1/carts` takes it: its whole state; without items it is closed. */
export const CartPut = v.strictObject({
  external_id: externalId,
  member_no: optional(requiredText(100)),
  items: v.optional(v.pipe(v.array(PutLine), v.maxLength(LINES_MAX, "TOO_LONG")), []),
  total: amount,
  currency,
  url: optional(httpUrl),
  /** When it last changed at its source: an older state never overwrites a newer one. */
  updated_at: time,
});
const rows = v.pipe(
  v.array(v.unknown()),
  v.minLength(1, "INVALID_INPUT"),
  v.maxLength(ORDERS_PER_PUT, "INVALID_INPUT"),
);
export const CartsPut = v.object({ rows });
export const OrdersPut = v.object({ rows });

/** What became of each order of a put, in its order. */
export interface OrderPutResult {
  external_id: string | null;
  /** `outdated`: a newer state is here already. */
  outcome: "stored" | "unchanged" | "outdated" | "invalid";
  /** Of what is invalid: the field, by its path. */
  field?: string;
}

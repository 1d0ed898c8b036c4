import { currencyCode, toMinor } from "../../../shared/money.ts";
import { externalId, httpUrl, type Json, object, text } from "../../channels/read.ts";
import { deletedOrder, NEVER_AGAIN, type ShopOrder } from "../../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../../domain/orders/receive.ts";
import { linesOf } from "../lines.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import { pageAt, type Shop, UnreadableEvent } from "../shop.ts";
import { stageOf } from "../status.ts";
import { withinSecond, zonedTime } from "../time.ts";
import { pageOfOrders } from "./fetch.ts";
import { shopifyVerifier } from "./verify.ts";

/** https://shopify.dev/docs/api/webhooks: orders, and checkouts as carts. */
export const shopify: Shop = {
  verifier: shopifyVerifier,

  async split(body, post) {
    const topic = header(post, "x-shopify-topic");
    if (!topic) return null;
    const triggeredAt = triggeredTime(header(post, "x-shopify-triggered-at")) ?? null;
    const name = header(post, "x-shopify-webhook-id") ?? (await nameOf(post));
    return arrivalOf(name, { topic, triggeredAt, body });
  },

  parse(payload, { receivedAt, shopUrl }) {
    const { topic, triggeredAt, body } = storedPost(payload);
    const [noun, verb] = topic.split("/");
    const at = triggeredAt ?? receivedAt;
    if (noun === "orders")
      return verb === "delete" ? deleted(object(body), at) : readOrder(object(body), at, shopUrl);
    if (noun === "checkouts") return readCheckout(object(body), verb === "delete");
    return NO_NEWS;
  },

  catchUp: {
    page: pageOfOrders,
    // It is the newest state of its second: whatever happened in that second is in it.
    read: (order, shopUrl) => readOrder(object(order), Number.MAX_SAFE_INTEGER, shopUrl),
    perSecond: 2,
  },
};

/** The header has nanoseconds. */
const triggeredTime = (value: string | null): number | undefined =>
  zonedTime(value?.replace(/(\.\d{3})\d+/, "$1"));

function deleted({ id }: Json, at: number): ShopNews {
  const order = externalId(id);
  if (!order) throw new UnreadableEvent("an order without an id");
  return { ...NO_NEWS, orders: [deletedOrder(order, at)] };
}

/** @param at when this state was seen: `updated_at` has whole seconds only */
function readOrder(body: Json, at: number, shopUrl: string | null): ShopNews {
  const id = externalId(body["id"]);
  const currency = currencyCode(body["currency"]);
  const placedAt = zonedTime(body["created_at"]);
  const updatedAt = zonedTime(body["updated_at"]) ?? placedAt;
  const total = currency ? toMinor(body["current_total_price"] ?? body["total_price"], currency) : null;
  if (!id || !currency || placedAt === undefined || updatedAt === undefined || total === null) {
    throw new UnreadableEvent("an order without an id, an amount or a time");
  }
  const customer = object(body["customer"]);
  const order: ShopOrder = {
    externalId: id,
    number: text(body["name"], 100) ?? id,
    memberNo: externalId(customer["id"]) ?? null,
    email: text(body["email"] ?? customer["email"], 254) ?? null,
    phone: text(body["phone"] ?? customer["phone"], 50) ?? null,
    status: stageOf({
      cancelled: typeof body["cancelled_at"] === "string",
      financial: body["financial_status"],
      fulfillment: body["fulfillment_status"],
    }),
    total,
    currency,
    items: linesOf(body["line_items"], currency, { name: lineName }),
    // Not `order_status_url`: whoever has that sees the customer's data without signing in.
    url: pageAt(shopUrl, `/admin/orders/${encodeURIComponent(id)}`),
    placedAt,
    sourceUpdatedAt: withinSecond(updatedAt, at - Math.floor(updatedAt / 1000) * 1000),
    deleted: false,
  };
  const token = externalId(body["checkout_token"]);
  return {
    ...NO_NEWS,
    orders: [order],
    closedCarts: token ? [{ externalId: token, at: NEVER_AGAIN }] : [],
  };
}

const lineName = (line: Json): string | undefined => text(line["name"]) ?? text(line["title"]);

/** A checkout is known by its token alone since 2026-04. */
function readCheckout(body: Json, gone: boolean): ShopNews {
  const token = externalId(body["token"]);
  if (!token) throw new UnreadableEvent("a checkout without a token");
  if (gone || typeof body["completed_at"] === "string") {
    return { ...NO_NEWS, closedCarts: [{ externalId: token, at: NEVER_AGAIN }] };
  }
  const currency = currencyCode(body["currency"]);
  const updatedAt = zonedTime(body["updated_at"]);
  const total = currency ? toMinor(body["total_price"], currency) : null;
  if (!currency || updatedAt === undefined || total === null) {
    throw new UnreadableEvent("a checkout without an amount or a time");
  }
  const cart = {
    externalId: token,
    memberNo: externalId(object(body["customer"])["id"]) ?? null,
    items: linesOf(body["line_items"], currency, { name: (line) => text(line["title"]) ?? lineName(line) }),
    total,
    currency,
    url: httpUrl(body["abandoned_checkout_url"]) ?? null,
    sourceUpdatedAt: updatedAt,
  };
  return { ...NO_NEWS, carts: [cart] };
}

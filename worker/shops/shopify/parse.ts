import { currencyCode, toMinor } from "../../../shared/money.ts";
import { externalId, httpUrl, type Json, object, text } from "../../channels/read.ts";
import { NEVER_AGAIN } from "../../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../../domain/orders/receive.ts";
import { linesOf } from "../lines.ts";
import { deletedNews, lineName, readAdminOrder } from "../order.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import { pageAt, type Shop, UnreadableEvent } from "../shop.ts";
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
      return verb === "delete" ? deletedNews(object(body), at) : readOrder(object(body), at, shopUrl);
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

/** @param at when this state was seen: `updated_at` has whole seconds only */
function readOrder(body: Json, at: number, shopUrl: string | null): ShopNews {
  const order = readAdminOrder(body);
  const updatedAt = order.sourceUpdatedAt;
  const token = externalId(body["checkout_token"]);
  return {
    ...NO_NEWS,
    orders: [
      {
        ...order,
        // Not `order_status_url`: whoever has that sees the customer's data without signing in.
        url: pageAt(shopUrl, `/admin/orders/${encodeURIComponent(order.externalId)}`),
        sourceUpdatedAt: withinSecond(updatedAt, at - Math.floor(updatedAt / 1000) * 1000),
      },
    ],
    closedCarts: token ? [{ externalId: token, at: NEVER_AGAIN }] : [],
  };
}

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

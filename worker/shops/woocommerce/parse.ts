import { currencyCode, toMinor } from "../../../shared/money.ts";
import type { OrderStatus } from "../../../shared/order-statuses.ts";
import { externalId, type Json, object, text } from "../../channels/read.ts";
import type { ShopOrder } from "../../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../../domain/orders/receive.ts";
import { linesOf } from "../lines.ts";
import { deletedNews, whole } from "../order.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import { pageAt, type Shop } from "../shop.ts";
import { localTime } from "../time.ts";
import { decodeEntities } from "./entities.ts";
import { pageOfOrders } from "./fetch.ts";
import { isPing, wooVerifier } from "./verify.ts";

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks: orders; it tells of no carts. */
export const woocommerce: Shop = {
  verifier: wooVerifier,
  isGreeting: isPing,

  async split(body, post) {
    const topic = header(post, "x-wc-webhook-topic");
    if (!topic) return null;
    const delivery = header(post, "x-wc-webhook-delivery-id") ?? header(post, "x-wc-delivery-id") ?? "";
    // Its delivery id is made of the webhook and the second: two orders of one second share it.
    return arrivalOf(`${delivery}/${await nameOf(post)}`, { topic, triggeredAt: null, body });
  },

  parse(payload, { receivedAt, shopUrl }) {
    const { topic, body } = storedPost(payload);
    const [noun, verb] = topic.split(".");
    if (noun !== "order") return NO_NEWS;
    if (verb === "deleted") return deletedNews(object(body), receivedAt);
    // Its time of change is from before it was deleted.
    return readOrder(object(body), verb === "restored" ? receivedAt : 0, shopUrl);
  },

  catchUp: {
    page: pageOfOrders,
    read: (order, shopUrl) => readOrder(object(order), 0, shopUrl),
    perSecond: 2,
  },
};

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  pending: "pending",
  "on-hold": "pending",
  "checkout-draft": "pending",
  processing: "processing",
  completed: "completed",
  cancelled: "cancelled",
  failed: "cancelled",
  trash: "cancelled",
  refunded: "refunded",
};

/** @param atLeast the state is of no earlier time, UTC ms */
function readOrder(body: Json, atLeast: number, shopUrl: string | null): ShopNews {
  const currency = currencyCode(body["currency"]);
  const placedAt = localTime(body["date_created_gmt"], "Z");
  const must = whole({
    externalId: externalId(body["id"]),
    currency,
    total: currency === null ? null : toMinor(body["total"], currency),
    placedAt,
    sourceUpdatedAt: localTime(body["date_modified_gmt"], "Z") ?? placedAt,
  });
  const customer = externalId(body["customer_id"]);
  const billing = object(body["billing"]);
  const status = text(body["status"], 60) ?? "pending";
  const order: ShopOrder = {
    ...must,
    number: text(body["number"], 100) ?? must.externalId,
    // 0 is a guest.
    memberNo: customer === "0" ? null : (customer ?? null),
    email: text(billing["email"], 254) ?? null,
    phone: text(billing["phone"], 50) ?? null,
    status: STATUSES[status] ?? status,
    items: linesOf(body["line_items"], must.currency, {
      name: (line) => decodeEntities(text(line["name"]) ?? ""),
      picture: (line) => object(line["image"])["src"],
    }),
    url: pageAt(shopUrl, `/wp-admin/post.php?post=${encodeURIComponent(must.externalId)}&action=edit`),
    sourceUpdatedAt: Math.max(must.sourceUpdatedAt, atLeast),
    deleted: false,
  };
  return { ...NO_NEWS, orders: [order] };
}

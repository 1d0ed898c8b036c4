import { currencyCode, toMinor } from "../../../shared/money.ts";
import type { OrderStatus } from "../../../shared/order-statuses.ts";
import { externalId, type Json, object, text } from "../../channels/read.ts";
import { deletedOrder, type ShopOrder } from "../../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../../domain/orders/receive.ts";
import { linesOf } from "../lines.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import { pageAt, type Shop, UnreadableEvent } from "../shop.ts";
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
    if (verb === "deleted") return deleted(object(body), receivedAt);
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

function deleted({ id }: Json, at: number): ShopNews {
  const order = externalId(id);
  if (!order) throw new UnreadableEvent("an order without an id");
  return { ...NO_NEWS, orders: [deletedOrder(order, at)] };
}

/** @param atLeast the state is of no earlier time, UTC ms */
function readOrder(body: Json, atLeast: number, shopUrl: string | null): ShopNews {
  const id = externalId(body["id"]);
  const currency = currencyCode(body["currency"]);
  const placedAt = localTime(body["date_created_gmt"], "Z");
  const updatedAt = localTime(body["date_modified_gmt"], "Z") ?? placedAt;
  const total = currency ? toMinor(body["total"], currency) : null;
  if (!id || !currency || placedAt === undefined || updatedAt === undefined || total === null) {
    throw new UnreadableEvent("an order without an id, an amount or a time");
  }
  const customer = externalId(body["customer_id"]);
  const billing = object(body["billing"]);
  const status = text(body["status"], 60) ?? "pending";
  const order: ShopOrder = {
    externalId: id,
    number: text(body["number"], 100) ?? id,
    // 0 is a guest.
    memberNo: customer === "0" ? null : (customer ?? null),
    email: text(billing["email"], 254) ?? null,
    phone: text(billing["phone"], 50) ?? null,
    status: STATUSES[status] ?? status,
    total,
    currency,
    items: linesOf(body["line_items"], currency, {
      name: (line) => decodeEntities(text(line["name"]) ?? ""),
      picture: (line) => object(line["image"])["src"],
    }),
    url: pageAt(shopUrl, `/wp-admin/post.php?post=${encodeURIComponent(id)}&action=edit`),
    placedAt,
    sourceUpdatedAt: Math.max(updatedAt, atLeast),
    deleted: false,
  };
  return { ...NO_NEWS, orders: [order] };
}

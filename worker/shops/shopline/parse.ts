import { currencyCode, toMinor } from "../../../shared/money.ts";
import { externalId, type Json, object, text } from "../../channels/read.ts";
import { deletedOrder, type ShopOrder } from "../../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../../domain/orders/receive.ts";
import { linesOf } from "../lines.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import { type Shop, UnreadableEvent } from "../shop.ts";
import { stageOf } from "../status.ts";
import { zonedTime } from "../time.ts";
import { shoplineVerifier } from "./verify.ts";

/**
 * The global platform (`*.myshopline.com`), https://developer.shopline.com/docs/webhook. What its order
 * events hold is read by the names of its Admin API; one that lacks an amount or a time is set aside.
 */
export const shopline: Shop = {
  verifier: shoplineVerifier,

  async split(body, post) {
    const topic = header(post, "x-shopline-topic");
    if (!topic) return null;
    const name = header(post, "x-shopline-webhook-id") ?? (await nameOf(post));
    return arrivalOf(name, { topic, triggeredAt: null, body });
  },

  parse(payload, { receivedAt }) {
    const { topic, body } = storedPost(payload);
    const [noun, verb] = topic.split("/");
    if (noun !== "orders") return NO_NEWS;
    return verb === "delete" ? deleted(object(body), receivedAt) : readOrder(object(body));
  },

  // How its list of orders is filtered by time of change is not in the material this was written from.
  catchUp: null,
};

function deleted({ id }: Json, at: number): ShopNews {
  const order = externalId(id);
  if (!order) throw new UnreadableEvent("an order without an id");
  return { ...NO_NEWS, orders: [deletedOrder(order, at)] };
}

function readOrder(body: Json): ShopNews {
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
      cancelled: typeof body["cancelled_at"] === "string" && body["cancelled_at"] !== "",
      financial: body["financial_status"],
      fulfillment: body["fulfillment_status"],
    }),
    total,
    currency,
    items: linesOf(body["line_items"], currency, {
      name: (line) => text(line["name"]) ?? text(line["title"]),
      picture: (line) => line["image_url"],
    }),
    url: null,
    placedAt,
    sourceUpdatedAt: updatedAt,
    deleted: false,
  };
  return { ...NO_NEWS, orders: [order] };
}

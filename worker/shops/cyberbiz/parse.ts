import { toMinor } from "../../../shared/money.ts";
import type { OrderStatus } from "../../../shared/order-statuses.ts";
import { externalId, type Json, list, object, text } from "../../channels/read.ts";
import type { KnownUid, ShopOrder } from "../../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../../domain/orders/receive.ts";
import { linesOf } from "../lines.ts";
import { pageOfOrders } from "./fetch.ts";
import { CURRENCY, OFFSET } from "./taiwan.ts";
import { memberOf, tierOf } from "./member.ts";
import { whole } from "../order.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import type { Shop } from "../shop.ts";
import { localTime, withinSecond } from "../time.ts";
import { cyberbizVerifier } from "./verify.ts";

/**
 * Orders, members, and which LINE account a customer signed in to the shop with. It names no delivery, so an event
 * is known by what it says.
 */
export const cyberbiz: Shop = {
  verifier: cyberbizVerifier,

  async split(body, post) {
    const topic = header(post, "x-cyberbiz-event");
    if (!topic) return null;
    const { id, updated_at: updatedAt } = object(body);
    const name =
      externalId(id) && text(updatedAt, 40) ? `${topic}/${externalId(id)}/${text(updatedAt, 40)}` : null;
    return arrivalOf(name ?? (await nameOf(post)), { topic, triggeredAt: null, body });
  },

  parse(payload, { receivedAt }) {
    const { topic, body } = storedPost(payload);
    const [noun, verb = ""] = topic.split("/");
    if (noun === "orders") return readOrder(object(body), verb, receivedAt);
    if (noun === "customers" || noun === "uid_providers") {
      const customer = object(body);
      return { ...NO_NEWS, uids: uidsOf(customer, receivedAt), members: memberOf(customer) };
    }
    if (topic === "customer_vip_level/update") return { ...NO_NEWS, members: tierOf(object(body)) };
    return NO_NEWS;
  },

  catchUp: {
    page: pageOfOrders,
    read: (order) => readOrder(object(order), "", 0),
    perSecond: 4,
  },
};

/** What each event makes of an order, in the order they happen in. */
const STAGES: readonly (readonly [verb: string, status: OrderStatus])[] = [
  ["create", "pending"],
  ["opened", "pending"],
  ["paid", "paid"],
  ["preparing", "processing"],
  ["fulfilled", "shipped"],
  ["arrived", "shipped"],
  ["received", "completed"],
  ["request_return", "return_requested"],
  ["partial_return", "partially_refunded"],
  ["returned", "returned"],
  ["partial_refunded", "partially_refunded"],
  ["refunded", "refunded"],
  ["expired", "cancelled"],
  ["cancelled", "cancelled"],
  ["closed", "completed"],
];

/** The stage that counts of what an order says of itself, the latest first: [which status, its words, the stage]. */
const SAID: readonly (readonly [which: string, words: readonly string[], status: OrderStatus])[] = [
  ["order_status", ["cancelled"], "cancelled"],
  ["fulfillment_status", ["expired"], "cancelled"],
  ["financial_status", ["refunded"], "refunded"],
  ["financial_status", ["partial_refunded"], "partially_refunded"],
  ["return_status", ["returned"], "returned"],
  ["return_status", ["partial_return"], "partially_refunded"],
  ["return_status", ["request_return", "returning", "checking"], "return_requested"],
  ["order_status", ["closed"], "completed"],
  ["fulfillment_status", ["received"], "completed"],
  ["fulfillment_status", ["returned"], "returned"],
  ["fulfillment_status", ["fulfilled", "arrived", "partial"], "shipped"],
  ["fulfillment_status", ["preparing"], "processing"],
  ["financial_status", ["paid"], "paid"],
];

const stageOf = (statuses: Json): string => {
  const said = SAID.find(([which, words]) => words.includes(text(statuses[which], 60)?.toLowerCase() ?? ""));
  const own = text(statuses["order_status"], 60);
  return said?.[2] ?? (own === undefined || own === "open" ? "pending" : own);
};

function readOrder(body: Json, verb: string, receivedAt: number): ShopNews {
  const placedAt = localTime(body["created_at"], OFFSET);
  const must = whole({
    externalId: externalId(body["id"]),
    total: toMinor(object(body["prices"])["total_price"], CURRENCY),
    placedAt,
    sourceUpdatedAt: localTime(body["updated_at"], OFFSET) ?? placedAt,
  });
  const customer = object(body["customer"]);
  const buyer = object(body["buyer"]);
  const rank = STAGES.findIndex(([name]) => name === verb);
  const order: ShopOrder = {
    ...must,
    number: text(body["order_number"], 100) ?? text(body["order_name"], 100) ?? must.externalId,
    memberNo: externalId(customer["id"]) ?? null,
    email: text(customer["email"] ?? buyer["email"], 254) ?? null,
    phone: text(customer["mobile"] ?? buyer["mobile"], 50) ?? null,
    status: STAGES[rank]?.[1] ?? stageOf(object(body["statuses"])),
    currency: CURRENCY,
    items: linesOf(body["line_items"], CURRENCY, { name: lineName, picture: (line) => line["photo"] }),
    url: null,
    sourceUpdatedAt: withinSecond(must.sourceUpdatedAt, rank),
    deleted: false,
  };
  return { ...NO_NEWS, orders: [order], uids: uidsOf(customer, receivedAt) };
}

function lineName(line: Json): string | undefined {
  const title = text(line["title"]);
  const variant = text(line["variant_title"]);
  return title && variant && variant !== title ? `${title} · ${variant}` : title;
}

function uidsOf(customer: Json, receivedAt: number): KnownUid[] {
  const memberNo = externalId(customer["id"]);
  if (!memberNo) return [];
  const at = localTime(customer["updated_at"], OFFSET) ?? receivedAt;
  return list(customer["uid_providers"]).flatMap((item) => {
    const provider = object(item);
    const uid = externalId(provider["uid"]);
    const isLine = text(provider["provider_type"], 40)?.toLowerCase() === "line";
    return uid && isLine ? [{ provider: "line" as const, uid, memberNo, at }] : [];
  });
}

import { currencyCode, toMinor } from "../../shared/money.ts";
import { externalId, type Json, object, text } from "../channels/read.ts";
import { deletedOrder, type ShopOrder } from "../domain/orders/order.ts";
import { NO_NEWS, type ShopNews } from "../domain/orders/receive.ts";
import { linesOf } from "./lines.ts";
import { UnreadableEvent } from "./shop.ts";
import { stageOf } from "./status.ts";
import { zonedTime } from "./time.ts";

/**
 * What an order cannot be without: id, amount and times, as they were read.
 *
 * @throws {UnreadableEvent} when one is missing
 */
export function whole<Parts extends object>(
  parts: Parts,
): { [Name in keyof Parts]: NonNullable<Parts[Name]> } {
  if (Object.values(parts).some((part) => part === undefined || part === null)) {
    throw new UnreadableEvent("an order without an id, an amount or a time");
  }
  // None of them is missing.
  return parts as { [Name in keyof Parts]: NonNullable<Parts[Name]> };
}

/** @param at when it was deleted, UTC ms */
export function deletedNews({ id }: Json, at: number): ShopNews {
  const order = externalId(id);
  if (!order) throw new UnreadableEvent("an order without an id");
  return { ...NO_NEWS, orders: [deletedOrder(order, at)] };
}

/**
 * An order by the names that the Admin APIs of Shopify and SHOPLINE share, without an address of its page.
 *
 * @throws {UnreadableEvent}
 */
export function readAdminOrder(body: Json, picture?: (line: Json) => unknown): ShopOrder {
  const currency = currencyCode(body["currency"]);
  const placedAt = zonedTime(body["created_at"]);
  const must = whole({
    externalId: externalId(body["id"]),
    currency,
    total: currency === null ? null : toMinor(body["current_total_price"] ?? body["total_price"], currency),
    placedAt,
    sourceUpdatedAt: zonedTime(body["updated_at"]) ?? placedAt,
  });
  const customer = object(body["customer"]);
  return {
    ...must,
    number: text(body["name"], 100) ?? must.externalId,
    memberNo: externalId(customer["id"]) ?? null,
    email: text(body["email"] ?? customer["email"], 254) ?? null,
    phone: text(body["phone"] ?? customer["phone"], 50) ?? null,
    status: stageOf({
      cancelled: typeof body["cancelled_at"] === "string" && body["cancelled_at"] !== "",
      financial: body["financial_status"],
      fulfillment: body["fulfillment_status"],
    }),
    items: linesOf(body["line_items"], must.currency, { name: lineName, ...(picture && { picture }) }),
    url: null,
    deleted: false,
  };
}

/** With its variant, where it has one. */
export const lineName = (line: Json): string | undefined => text(line["name"]) ?? text(line["title"]);

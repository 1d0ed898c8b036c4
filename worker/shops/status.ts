import type { OrderStatus } from "../../shared/order-statuses.ts";

const FINANCIAL: Readonly<Record<string, OrderStatus>> = {
  refunded: "refunded",
  voided: "cancelled",
  partially_refunded: "partially_refunded",
};
const FULFILLMENT: Readonly<Record<string, OrderStatus>> = {
  fulfilled: "shipped",
  partial: "processing",
};

/** One word for a platform that tells payment and shipment apart; the later stage is what counts. */
export function stageOf(of: { cancelled: boolean; financial: unknown; fulfillment: unknown }): OrderStatus {
  const financial = typeof of.financial === "string" ? of.financial.toLowerCase() : "";
  const fulfillment = typeof of.fulfillment === "string" ? of.fulfillment.toLowerCase() : "";
  if (of.cancelled) return financial === "refunded" ? "refunded" : "cancelled";
  return FINANCIAL[financial] ?? FULFILLMENT[fulfillment] ?? (financial === "paid" ? "paid" : "pending");
}

/** States the interface has words for; a shop's own other states are shown as the shop writes them. */
export const ORDER_STATUSES = [
  "pending",
  "paid",
  "processing",
  "shipped",
  "completed",
  "return_requested",
  "cancelled",
  "partially_refunded",
  "refunded",
  "returned",
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Orders that came to nothing: listed, but no part of a total. */
export const VOID_STATUSES: readonly OrderStatus[] = ["cancelled", "refunded", "returned"];

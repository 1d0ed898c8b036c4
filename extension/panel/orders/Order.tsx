import { ORDER_STATUSES, type OrderStatus } from "../../../shared/order-statuses.ts";
import type { OrderItem } from "../../../shared/schemas/orders.ts";
import { formatFull, formatMoney, formatWhen } from "../../lib/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { t } from "../messages-below.ts";
import { Lines } from "./Lines.tsx";
import { ShopLink } from "./ShopLink.tsx";

const TONE: Partial<Record<OrderStatus, string>> = {
  pending: "waiting",
  return_requested: "waiting",
  cancelled: "over",
  refunded: "over",
  returned: "over",
};

/** One order: closed its number, time, status and total; opened its items and the way to the shop. */
export function Order({ order, now }: { order: OrderItem; now: number }) {
  const { number, status, total, currency, placedAt, items, lines, url } = order;
  const known = ORDER_STATUSES.find((word) => word === status);
  return (
    <li class="order">
      <details>
        <summary class="order-summary">
          <span class="order-name">
            <Icon name="chevron-down" size={12} />
            <span class="order-number truncate" dir="auto" title={number}>
              {number}
            </span>
          </span>
          <span class="order-total">{formatMoney(total, currency)}</span>
          <time class="order-time" dateTime={new Date(placedAt).toISOString()} title={formatFull(placedAt)}>
            {formatWhen(placedAt, now)}
          </time>
          <span class={`order-status order-status-${(known && TONE[known]) ?? "plain"}`} dir="auto">
            {known ? t(`order.${known}`) : status}
          </span>
        </summary>
        <Lines items={items} lines={lines} currency={currency} />
        <ShopLink url={url} what={number} />
      </details>
    </li>
  );
}

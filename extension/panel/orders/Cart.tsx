import type { CartView } from "../../../shared/schemas/orders.ts";
import { formatFull, formatMoney, formatWhen } from "../../lib/format.ts";
import { t } from "../messages-below.ts";
import { Lines } from "./Lines.tsx";
import { ShopLink } from "./ShopLink.tsx";

/** What the customer has in the cart now. */
export function Cart({ cart, now }: { cart: CartView; now: number }) {
  const { items, lines, total, currency, url, updatedAt } = cart;
  return (
    <div class="cart">
      <div class="cart-head">
        <h3 class="orders-heading">{t("orders.cart")}</h3>
        <time class="orders-quiet" dateTime={new Date(updatedAt).toISOString()} title={formatFull(updatedAt)}>
          {formatWhen(updatedAt, now)}
        </time>
        <strong class="order-total">{formatMoney(total, currency)}</strong>
      </div>
      <Lines items={items} lines={lines} currency={currency} />
      <ShopLink url={url} what={t("orders.cart")} />
    </div>
  );
}

import type { CurrencyTotal, OrderCondition, OrderItem } from "../../../shared/schemas/orders.ts";
import { formatMoney } from "../../lib/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages-below.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import { Cart } from "./Cart.tsx";
import { Order } from "./Order.tsx";
import "./orders.css";
import { createOrdersModel, type OrdersModel } from "./OrdersModel.ts";

const MISSING = {
  pixel_off: "orders.missing.pixel-off",
  not_logged_in: "orders.missing.not-logged-in",
  not_bound: "orders.missing.not-bound",
} as const satisfies Record<OrderCondition, string>;

/** The current cart and the orders of the last 90 days (O1), or why there can be none (O2). */
export function Orders({ customer }: { customer: Customer }) {
  const model = useLifetime(() => createOrdersModel(customer));
  const { missing, cart, totals } = customer.view.value.orders;
  const now = customer.now();
  if (missing)
    return (
      <Section id="orders" title={t("orders.title")}>
        <p class="orders-missing">
          <Icon name="info" size={14} />
          <span>{t(MISSING[missing])}</span>
        </p>
      </Section>
    );
  return (
    <Section id="orders" title={t("orders.title")}>
      {cart ? <Cart cart={cart} now={now} /> : <p class="orders-none">{t("orders.cart-none")}</p>}
      <div class="orders-head">
        <h3 class="orders-heading">{t("orders.recent")}</h3>
        {totals.length > 0 && <Totals totals={totals} />}
      </div>
      {model.recent.value.length === 0 ? (
        <p class="orders-none">{t("orders.recent-none")}</p>
      ) : (
        <List orders={model.recent.value} now={now} />
      )}
      {model.earlier.value.length > 0 && (
        <>
          <h3 class="orders-heading">{t("orders.earlier")}</h3>
          <List orders={model.earlier.value} now={now} />
        </>
      )}
      <More model={model} />
    </Section>
  );
}

const Totals = ({ totals }: { totals: readonly CurrencyTotal[] }) => (
  <ul class="orders-totals" aria-label={t("orders.totals")}>
    {totals.map(({ currency, orders, total }) => (
      <li key={currency}>
        <strong>{formatMoney(total, currency)}</strong>{" "}
        <span class="orders-quiet">{t("orders.count", { n: orders })}</span>
      </li>
    ))}
  </ul>
);

const List = ({ orders, now }: { orders: readonly OrderItem[]; now: number }) => (
  <ul class="orders-list">
    {orders.map((order) => (
      <Order key={order.id} order={order} now={now} />
    ))}
  </ul>
);

function More({ model }: { model: OrdersModel }) {
  const failure = model.more.failure.value;
  return (
    <>
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      {model.hasMore.value && (
        <Button kind="quiet" wide busy={model.more.running.value} onClick={() => void model.more.run()}>
          {t("orders.more")}
        </Button>
      )}
    </>
  );
}

import { expect, it } from "vitest";
import { ORDER_STATUSES } from "../../../shared/order-statuses.ts";
import type { OrderItem } from "../../../shared/schemas/orders.ts";
import { formatMoney } from "../../lib/format.ts";
import { CallFailure } from "../../lib/failure.ts";
import en from "../messages/below.en.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, NOW } from "../test/views.ts";
import { createOrdersModel } from "./OrdersModel.ts";

const DAY = 86_400_000;
const order = (id: string, placedAt: number, change: Partial<OrderItem> = {}): OrderItem => ({
  id,
  number: `#${id}`,
  status: "paid",
  total: 100,
  currency: "TWD",
  placedAt,
  items: [],
  lines: 0,
  url: null,
  ...change,
});

const view = (items: OrderItem[], next: string | null) =>
  linkedView("anna", {
    orders: { missing: null, cart: null, from: NOW - 90 * DAY, recent: { items, next }, totals: [] },
  });

it("has words for every status", () => {
  expect(ORDER_STATUSES.filter((status) => !(`order.${status}` in en))).toEqual([]);
});

it("tells earlier orders from recent ones, and loses none that slips from the first page", async () => {
  const parts = fakeCustomer(view([order("3", NOW), order("2", NOW - DAY)], "c"));
  const asked: (string | null)[] = [];
  parts.desk.calls.orders = ({ cursor }) => {
    asked.push(cursor);
    return Promise.resolve({
      items: [order("1", NOW - 89 * DAY), order("0", NOW - 91 * DAY)],
      next: asked.length === 1 ? "d" : null,
    });
  };
  const model = createOrdersModel(parts.customer);
  const ids = (orders: readonly OrderItem[]) => orders.map(({ id }) => id).join();
  expect([ids(model.recent.value), ids(model.earlier.value), model.hasMore.value]).toEqual(["3,2", "", true]);
  await model.more.run();
  expect([ids(model.recent.value), ids(model.earlier.value), model.hasMore.value]).toEqual([
    "3,2,1",
    "0",
    true,
  ]);
  await model.more.run();
  expect([asked, model.hasMore.value]).toEqual([["c", "d"], false]);
  parts.view.value = view([order("4", NOW + 1), order("3", NOW, { status: "shipped" })], "e");
  expect(ids(model.recent.value)).toBe("4,3,2,1");
  expect(model.recent.value[1]?.status).toBe("shipped");
});

it("keeps what is shown when older orders cannot be loaded", async () => {
  const parts = fakeCustomer(view([order("3", NOW)], "c"));
  parts.desk.calls.orders = () => Promise.reject(new CallFailure("UNAVAILABLE"));
  const model = createOrdersModel(parts.customer);
  await model.more.run();
  expect(model.more.failure.value?.code).toBe("UNAVAILABLE");
  expect(model.recent.value).toHaveLength(1);
  expect(model.hasMore.value).toBe(true);
});

it("writes amounts by their currency's own digits", () => {
  expect(formatMoney(128_000, "TWD")).toBe("NT$1,280");
  expect(formatMoney(128_050, "TWD")).toBe("NT$1,280.50");
  expect(formatMoney(2900, "JPY")).toBe("¥2,900");
  expect(formatMoney(1500, "KWD").replaceAll("\u00A0", " ")).toBe("KWD 1.500");
  expect(formatMoney(-310, "USD")).toBe("-$3.10");
  expect(formatMoney(0, "TWD")).toBe("NT$0");
});

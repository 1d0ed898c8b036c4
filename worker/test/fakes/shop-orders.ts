import { rowsOf } from "../work.ts";
import type { TestWorkspace } from "../workspace.ts";

/** The orders as they are kept. */
export const storedOrders = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    `select external_id, number, member_no, status, total, currency, items, url, placed_at, source_updated_at,
      deleted_at is not null as gone from shop_order order by external_id`,
  );

/** Its lines, as objects. */
export const linesIn = (row: Record<string, unknown> | undefined) =>
  JSON.parse(String(row?.["items"])) as unknown;

/** An order as the platform posts it; SHOPLINE names it alike. */
export const shopifyOrder = (change: Record<string, unknown> = {}) => ({
  id: 5_000_000_000_001,
  name: "#1001",
  created_at: "2026-11-19T09:00:00+08:00",
  updated_at: "2026-11-19T09:00:00+08:00",
  currency: "TWD",
  total_price: "1280.00",
  current_total_price: "1280.00",
  financial_status: "paid",
  fulfillment_status: null,
  cancelled_at: null,
  checkout_token: "token-1",
  customer: { id: 77, email: "ming@shop.test" },
  order_status_url: "https://wuyu.example/orders/secret/authenticate?key=1",
  line_items: [{ id: 1, title: "帳篷", name: "帳篷 - 綠", quantity: 2, price: "640.00" }],
  ...change,
});

export const wooOrder = (change: Record<string, unknown> = {}) => ({
  id: 727,
  number: "727",
  status: "processing",
  currency: "JPY",
  date_created: "2026-11-19T18:00:00",
  date_created_gmt: "2026-11-19T09:00:00",
  date_modified_gmt: "2026-11-19T09:00:00",
  total: "2900",
  customer_id: 12,
  billing: { email: "john@shop.test", phone: "555" },
  line_items: [
    {
      name: "Tom &amp; Jerry&#8217;s &lt;b&gt;cup&lt;/b&gt;",
      quantity: 1,
      price: 2900,
      image: { src: "https://img.test/a.png" },
    },
    { name: "Bag", quantity: 3, price: 0.5, image: { src: "javascript:alert(1)" } },
  ],
  ...change,
});

export const cyberbizOrder = (change: Record<string, unknown> = {}) => ({
  id: 9001,
  order_number: "20261119001",
  customer: { id: 55, name: null, email: null, mobile: null, uid_providers: null },
  line_items: [
    { title: "睡袋", variant_title: "藍", price: 1990.5, quantity: 1, photo: "//cdn.shop.test/1.jpg" },
    { title: null, price: null, quantity: null, photo: null },
    { title: "贈品", variant_title: null, price: null, quantity: 1, photo: "http://cdn.shop.test/2.jpg" },
  ],
  prices: { total_price: 1990.5 },
  statuses: { order_status: "open", financial_status: "paid", fulfillment_status: null },
  created_at: "2026-11-19 17:00:00",
  updated_at: "2026-11-19 17:00:00",
  ...change,
});

/** When each of them was placed. */
export const AT = Date.parse("2026-11-19T09:00:00Z");

import { expect, test } from "vitest";
import { connectShop, deliver } from "../../test/fakes/shop.ts";
import { serve } from "../../test/fakes/server.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace } from "../../test/workspace.ts";
import { storedOrders, shopifyOrder } from "../../test/fakes/shop-orders.ts";

test("Shopify: the same webhook twice is one event, and an older state changes nothing", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "shopify" as const, id: await connectShop(shop, "shopify") };
  const late = shopifyOrder({ updated_at: "2026-11-19T09:05:00+08:00", fulfillment_status: "fulfilled" });
  await deliver(shop, at, "orders/updated", late, { "X-Shopify-Webhook-Id": "w2" });
  await deliver(shop, at, "orders/updated", late, { "X-Shopify-Webhook-Id": "w2" });
  await work(shop);
  await deliver(shop, at, "orders/create", shopifyOrder(), { "X-Shopify-Webhook-Id": "w1" });
  await work(shop);
  expect(await storedOrders(shop)).toMatchObject([{ status: "shipped", total: 128_000 }]);
  expect(await rowsOf(shop, "select dedupe_key as name from inbound_event order by seq")).toEqual([
    { name: "w2" },
    { name: "w1" },
  ]);
});

test("Shopify: of two states within one second the one that happened later stays", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "shopify" as const, id: await connectShop(shop, "shopify") };
  const triggered = (ns: string) => ({ "X-Shopify-Triggered-At": `2026-11-19T01:00:00.${ns}Z` });
  await deliver(shop, at, "orders/paid", shopifyOrder(), triggered("900000001"));
  await deliver(
    shop,
    at,
    "orders/create",
    shopifyOrder({ financial_status: "pending" }),
    triggered("100000001"),
  );
  await work(shop);
  expect(await storedOrders(shop)).toMatchObject([{ status: "paid" }]);
});

test("Shopify: a checkout is a cart until it is an order, is completed or deleted", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "shopify" as const, id: await connectShop(shop, "shopify") };
  const checkout = (token: string, change: Record<string, unknown> = {}) => ({
    token,
    customer: { id: 77 },
    currency: "TWD",
    total_price: "99.90",
    created_at: "2026-11-19T09:00:00+08:00",
    updated_at: "2026-11-19T09:00:00+08:00",
    completed_at: null,
    abandoned_checkout_url: "javascript:alert(1)",
    line_items: [{ title: "杯", quantity: 1, price: "99.90" }],
    ...change,
  });
  await deliver(shop, at, "orders/create", shopifyOrder());
  for (const token of ["token-1", "token-2", "token-3", "token-4"]) {
    await deliver(shop, at, "checkouts/create", checkout(token));
  }
  await deliver(
    shop,
    at,
    "checkouts/update",
    checkout("token-2", { completed_at: "2026-11-19T09:10:00+08:00" }),
  );
  await deliver(shop, at, "checkouts/delete", { token: "token-3" });
  await work(shop);
  expect(
    await rowsOf(shop, "select external_id as token, total, url, items from cart where closed_at is null"),
  ).toEqual([
    {
      token: "token-4",
      total: 9990,
      url: null,
      items: JSON.stringify([{ name: "杯", quantity: 1, price: 9990, pictureUrl: null }]),
    },
  ]);
});

test("Shopify's orders are fetched by id, so that nothing moves between pages", async () => {
  const shop = await createTestWorkspace();
  const asked: URLSearchParams[] = [];
  const base = await serve((request, url) => {
    asked.push(url.searchParams);
    if (request.headers["x-shopify-access-token"] !== "shpat") return { status: 401 };
    const since = Number(url.searchParams.get("since_id"));
    const all = Array.from({ length: 120 }, (_, i) => shopifyOrder({ id: i + 1 }));
    return {
      body: { orders: all.filter(({ id }) => id > since).slice(0, Number(url.searchParams.get("limit"))) },
    };
  });
  await connectShop(shop, "shopify", { domain: base, apiToken: "shpat" });
  await work(shop);
  expect(await storedOrders(shop)).toHaveLength(120);
  expect(asked.map((query) => query.get("since_id"))).toEqual(["0", "100"]);
  expect(asked[0]?.get("status")).toBe("any");
});

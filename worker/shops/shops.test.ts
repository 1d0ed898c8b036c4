import fc from "fast-check";
import { expect, test } from "vitest";
import type { ShopKind } from "../../shared/channels.ts";
import { forEachEngine } from "../test/engines.ts";
import { connectShop, deliver, postShop, shopSignature } from "../test/fakes/shop.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";
import { SHOPS } from "./registry.ts";
import { UnreadableEvent } from "./shop.ts";
import { storedOrders, linesIn, shopifyOrder, wooOrder, cyberbizOrder } from "../test/fakes/shop-orders.ts";

forEachEngine("shops", (create) => {
  test("an order reaches the customer's contact from its webhook", async () => {
    const shop = await create();
    const { contactId } = await insertContact(shop.db, TEST_NOW - 864e5 * 30);
    await shop.db.write([{ sql: "update contact set member_no = '77' where id = ?", args: [contactId] }]);
    const id = await connectShop(shop, "shopify", { domain: "https://wuyu.myshopify.com/" });
    const answer = await deliver(shop, { kind: "shopify", id }, "orders/create", shopifyOrder());
    expect([answer.status, await storedOrders(shop)]).toEqual([200, []]);
    await work(shop);
    const [order] = await storedOrders(shop);
    expect(order).toMatchObject({
      number: "#1001",
      member_no: "77",
      status: "paid",
      total: 128_000,
      placed_at: Date.parse("2026-11-19T01:00:00Z"),
      url: "https://wuyu.myshopify.com/admin/orders/5000000000001",
    });
    expect(linesIn(order)).toEqual([{ name: "帳篷 - 綠", quantity: 2, price: 64_000, pictureUrl: null }]);
    expect(await rowsOf(shop, "select last_checkout_at as at from contact where id = ?", contactId)).toEqual([
      { at: Date.parse("2026-11-19T01:00:00Z") },
    ]);
    expect(await rowsOf(shop, "select payload, error from inbound_event")).toEqual([
      { payload: "{}", error: null },
    ]);
  });
});

test("what is signed otherwise, or not at all, is refused and not stored; other rooms' connections are unknown", async () => {
  const shop = await createTestWorkspace();
  const id = await connectShop(shop, "shopify");
  const body = JSON.stringify(shopifyOrder());
  const status = async (headers: Record<string, string>, of = id) =>
    (await postShop(shop, of, body, { "X-Shopify-Topic": "orders/create", ...headers })).status;
  const signature = shopSignature(body);
  expect(await status({})).toBe(401);
  expect(await status({ "X-Shopify-Hmac-Sha256": shopSignature(`${body} `) })).toBe(401);
  expect(await status({ "X-Shopify-Hmac-Sha256": shopSignature(body, "hex") })).toBe(401);
  expect(await status({ "X-Shopify-Hmac-Sha256": signature }, "01900000-0000-7000-8000-000000000000")).toBe(
    404,
  );
  const hook = await shop.fetch(`/w/shop/hooks/${id}`, {
    method: "POST",
    body,
    headers: { "X-Shopify-Hmac-Sha256": signature },
  });
  expect(hook.status).toBe(404);
  expect(await status({ "X-Shopify-Hmac-Sha256": signature, "X-Shopify-Topic": "" })).toBe(400);
  expect(await rowsOf(shop, "select * from inbound_event")).toEqual([]);
});

test("hostile items are kept as text, whole bodies of nonsense are set aside, and nothing throws but that", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "\u202Egnp.exe",
    "👩‍👩‍👧",
    "a\0b",
    "x".repeat(10_000),
    "&#0;&#x110000;&lt;",
  ];
  for (const kind of Object.keys(SHOPS) as ShopKind[]) {
    const lines = hostile.map((name) => ({
      name,
      title: name,
      quantity: -5,
      price: "1e9",
      photo: "data:image/png;x",
      image_url: "//x.test/a b",
    }));
    const body = {
      ...wooOrder(),
      ...cyberbizOrder(),
      ...shopifyOrder(),
      date_created_gmt: "2026-11-19T09:00:00",
      total: "5",
      line_items: lines,
    };
    const at =
      kind === "cyberbiz" ? { created_at: "2026-11-19 17:00:00", updated_at: "2026-11-19 17:00:00" } : {};
    const topic = kind === "woocommerce" ? "order.updated" : "orders/updated";
    const news = SHOPS[kind].parse(
      { topic, body: { ...body, ...at } },
      { receivedAt: TEST_NOW, shopUrl: null },
    );
    const [order] = news.orders;
    expect(order?.items.length).toBe(6);
    for (const line of order?.items ?? []) {
      expect(line.name).not.toContain("\0");
      expect(line.name.length).toBeLessThanOrEqual(500);
      expect(line.quantity).toBe(0);
      expect(line.price).toBeNull();
      expect(line.pictureUrl === null || line.pictureUrl.startsWith("https://")).toBe(true);
    }
  }
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(SHOPS) as ShopKind[])),
      fc.constantFrom(
        "orders/create",
        "orders/delete",
        "checkouts/update",
        "order.updated",
        "customers/update",
      ),
      fc.jsonValue(),
      (kind, topic, body) => {
        let thrown: unknown = null;
        try {
          SHOPS[kind].parse({ topic, body }, { receivedAt: TEST_NOW, shopUrl: null });
        } catch (error) {
          thrown = error;
        }
        expect(thrown === null || thrown instanceof UnreadableEvent).toBe(true);
      },
    ),
  );
});

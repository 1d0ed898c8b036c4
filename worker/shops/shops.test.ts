import fc from "fast-check";
import { expect, test } from "vitest";
import type { ShopKind } from "../../shared/channels.ts";
import { forEachEngine } from "../test/engines.ts";
import { connectShop, deliver, postShop, shopSignature } from "../test/fakes/shop.ts";
import { serve } from "../test/fakes/server.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";
import { decodeEntities } from "./woocommerce/entities.ts";
import { SHOPS } from "./registry.ts";
import { UnreadableEvent } from "./shop.ts";

const orders = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    `select external_id, number, member_no, status, total, currency, items, url, placed_at, source_updated_at,
      deleted_at is not null as gone from shop_order order by external_id`,
  );

const linesIn = (row: Record<string, unknown> | undefined) => JSON.parse(String(row?.["items"])) as unknown;

const shopifyOrder = (change: Record<string, unknown> = {}) => ({
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

const wooOrder = (change: Record<string, unknown> = {}) => ({
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

const cyberbizOrder = (change: Record<string, unknown> = {}) => ({
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

const AT = Date.parse("2026-11-19T09:00:00Z");

forEachEngine("shops", (create) => {
  test("an order reaches the customer's contact from its webhook", async () => {
    const shop = await create();
    const { contactId } = await insertContact(shop.db, TEST_NOW - 864e5 * 30);
    await shop.db.write([{ sql: "update contact set member_no = '77' where id = ?", args: [contactId] }]);
    const id = await connectShop(shop, "shopify", { domain: "https://wuyu.myshopify.com/" });
    const answer = await deliver(shop, { kind: "shopify", id }, "orders/create", shopifyOrder());
    expect([answer.status, await orders(shop)]).toEqual([200, []]);
    await work(shop);
    const [order] = await orders(shop);
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

test("Shopify: the same webhook twice is one event, and an older state changes nothing", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "shopify" as const, id: await connectShop(shop, "shopify") };
  const late = shopifyOrder({ updated_at: "2026-11-19T09:05:00+08:00", fulfillment_status: "fulfilled" });
  await deliver(shop, at, "orders/updated", late, { "X-Shopify-Webhook-Id": "w2" });
  await deliver(shop, at, "orders/updated", late, { "X-Shopify-Webhook-Id": "w2" });
  await work(shop);
  await deliver(shop, at, "orders/create", shopifyOrder(), { "X-Shopify-Webhook-Id": "w1" });
  await work(shop);
  expect(await orders(shop)).toMatchObject([{ status: "shipped", total: 128_000 }]);
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
  expect(await orders(shop)).toMatchObject([{ status: "paid" }]);
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

test("WooCommerce: its ping is answered; money, entities, pictures and zone are read as they are meant", async () => {
  const shop = await createTestWorkspace();
  const at = {
    kind: "woocommerce" as const,
    id: await connectShop(shop, "woocommerce", { domain: "shop.test/store" }),
  };
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  expect((await postShop(shop, at.id, "webhook_id=12", form)).status).toBe(200);
  expect((await postShop(shop, at.id, "webhook_id=12&id=1", form)).status).toBe(401);
  expect((await postShop(shop, "01900000-0000-7000-8000-000000000000", "webhook_id=12", form)).status).toBe(
    404,
  );
  expect(await rowsOf(shop, "select * from inbound_event")).toEqual([]);
  await deliver(shop, at, "order.created", wooOrder());
  await deliver(shop, at, "order.created", wooOrder({ id: 728, customer_id: 0, status: "awaiting-print" }));
  await work(shop);
  const found = await orders(shop);
  expect(found).toMatchObject([
    { member_no: "12", status: "processing", total: 2900, currency: "JPY", placed_at: AT },
    { external_id: "728", member_no: null, status: "awaiting-print" },
  ]);
  expect(found[0]?.["url"]).toBe("https://shop.test/store/wp-admin/post.php?post=727&action=edit");
  expect(linesIn(found[0])).toEqual([
    { name: "Tom & Jerry’s <b>cup</b>", quantity: 1, price: 2900, pictureUrl: "https://img.test/a.png" },
    { name: "Bag", quantity: 3, price: 1, pictureUrl: null },
  ]);
});

test("WooCommerce: two orders of one second share a delivery id and both arrive; a late update revives nothing", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "woocommerce" as const, id: await connectShop(shop, "woocommerce") };
  const delivery = { "X-WC-Webhook-Delivery-ID": "d1" };
  await deliver(shop, at, "order.created", wooOrder({ id: 1 }), delivery);
  await deliver(shop, at, "order.created", wooOrder({ id: 2 }), delivery);
  await deliver(shop, at, "order.created", wooOrder({ id: 2 }), delivery);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 2 }]);
  await deliver(shop, at, "order.deleted", { id: 2 });
  await deliver(shop, at, "order.deleted", { id: 3 });
  await work(shop);
  await deliver(shop, at, "order.updated", wooOrder({ id: 2, date_modified_gmt: "2026-11-19T10:00:00" }));
  await deliver(shop, at, "order.created", wooOrder({ id: 3 }));
  await work(shop);
  const state = async () => (await orders(shop)).map(({ external_id, gone }) => [external_id, gone]);
  expect(await state()).toEqual([
    ["1", 0],
    ["2", 1],
    ["3", 1],
  ]);
  shop.clock.now += 1000;
  await deliver(shop, at, "order.restored", wooOrder({ id: 2 }));
  await work(shop);
  expect(await state()).toContainEqual(["2", 0]);
});

test("CYBERBIZ: hex and base64, Taipei's time, no currency, nulls, pictures without a scheme", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "cyberbiz" as const, id: await connectShop(shop, "cyberbiz") };
  await deliver(shop, at, "orders/create", cyberbizOrder());
  const other = JSON.stringify(cyberbizOrder({ id: 9002, prices: { total_price: 0 } }));
  const answer = await postShop(shop, at.id, other, {
    "X-Cyberbiz-Hmac-Sha256": shopSignature(other, "base64"),
    "X-Cyberbiz-Event": "orders/create",
  });
  expect(answer.status).toBe(200);
  await work(shop);
  const found = await orders(shop);
  expect(found).toMatchObject([
    {
      number: "20261119001",
      member_no: "55",
      total: 199_050,
      currency: "TWD",
      placed_at: AT,
      status: "pending",
    },
    { external_id: "9002", total: 0 },
  ]);
  expect(linesIn(found[0])).toEqual([
    { name: "睡袋 · 藍", quantity: 1, price: 199_050, pictureUrl: "https://cdn.shop.test/1.jpg" },
    { name: "贈品", quantity: 1, price: null, pictureUrl: null },
  ]);
});

test("CYBERBIZ: events of one second count in the order they happen in, however they arrive", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(["create", "paid", "preparing", "fulfilled", "received"], { minLength: 5 }),
      async (verbs) => {
        const shop = await createTestWorkspace();
        const at = { kind: "cyberbiz" as const, id: await connectShop(shop, "cyberbiz") };
        for (const verb of verbs) {
          await deliver(shop, at, `orders/${verb}`, cyberbizOrder());
          if (verb === "paid") await work(shop);
        }
        await work(shop);
        expect(await orders(shop)).toMatchObject([{ status: "completed" }]);
      },
    ),
    { numRuns: 8 },
  );
});

test("SHOPLINE: orders by their names in its Admin API; what lacks an amount is set aside", async () => {
  const shop = await createTestWorkspace();
  const at = { kind: "shopline" as const, id: await connectShop(shop, "shopline") };
  const named = (id: string) => ({ "X-Shopline-Webhook-Id": id });
  await deliver(
    shop,
    at,
    "orders/create",
    shopifyOrder({ id: "2105", checkout_token: undefined }),
    named("1"),
  );
  await deliver(
    shop,
    at,
    "orders/create",
    { id: "2106", created_at: "2026-11-19T09:00:00+08:00" },
    named("2"),
  );
  await deliver(shop, at, "products/update", { id: "1" }, named("3"));
  for (let tries = 0; tries < 6; tries++) await work(shop);
  expect(await orders(shop)).toMatchObject([{ external_id: "2105", total: 128_000 }]);
  expect(
    await rowsOf(shop, "select dedupe_key as name, error from inbound_event where error is not null"),
  ).toEqual([{ name: "2", error: "Error" }]);
  expect(await shop.client("admin").connections.list.query({})).toMatchObject([
    { setAside: 1, webhookPath: `shops/${at.id}` },
  ]);
});

test("CYBERBIZ: whom it knows by a LINE id is bound in the one channel that is named, also who comes later", async () => {
  const shop = await createTestWorkspace();
  const uid = `U${"a".repeat(32)}`;
  const first = await insertContact(shop.db, TEST_NOW - 1000, { externalId: uid, accountId: "Ubot" });
  const elsewhere = await insertContact(shop.db, TEST_NOW - 1000, { externalId: uid, accountId: "Uother" });
  const at = {
    kind: "cyberbiz" as const,
    id: await connectShop(shop, "cyberbiz", { lineChannelId: first.channelId }),
  };
  const member = (id: number, line: string) => ({
    id,
    updated_at: "2026-11-19 17:00:00",
    uid_providers: [
      { provider_type: "facebook", uid: "1" },
      { provider_type: "LINE", uid: line },
    ],
  });
  await deliver(shop, at, "orders/create", cyberbizOrder({ customer: member(55, uid) }));
  await deliver(shop, at, "uid_providers/create", member(56, `U${"b".repeat(32)}`));
  await work(shop);
  const numbers = () =>
    rowsOf(shop, "select id, member_no as no, last_checkout_at as at from contact order by seq");
  expect(await numbers()).toEqual([
    { id: first.contactId, no: "55", at: AT },
    { id: elsewhere.contactId, no: null, at: null },
  ]);
  expect(await rowsOf(shop, "select contact_id as id, kind, state, how from binding")).toEqual([
    { id: first.contactId, kind: "social", state: "bound", how: "line_login" },
  ]);
  shop.clock.now += 60_000;
  const later = await insertContact(shop.db, shop.clock.now, { externalId: `U${"b".repeat(32)}` });
  await deliver(shop, at, "customers/update", member(57, `U${"c".repeat(32)}`));
  await work(shop);
  expect((await numbers()).at(-1)).toMatchObject({ id: later.contactId, no: "56" });
});

test("only a LINE channel can be named as the one a shop's members sign in with", async () => {
  const shop = await createTestWorkspace();
  const { channelId } = await insertContact(shop.db, TEST_NOW, { kind: "website" });
  await expect(connectShop(shop, "cyberbiz", { lineChannelId: channelId })).rejects.toThrow("INVALID_INPUT");
  expect(await rowsOf(shop, "select * from connection")).toEqual([]);
});

/** A WooCommerce with so many orders. */
async function fakeWoo(count: number) {
  const asked: URL[] = [];
  const instead: { status: number; headers?: Record<string, string> }[] = [];
  const made = Array.from({ length: count }, (_, i) => wooOrder({ id: i + 1, number: `${i + 1}` }));
  const base = await serve((request, url) => {
    asked.push(url);
    const other = instead.shift();
    if (other) return other;
    const expected = `Basic ${Buffer.from("ck_1:cs_1").toString("base64")}`;
    if (request.headers.authorization !== expected) return { status: 401 };
    const page = Number(url.searchParams.get("page"));
    const size = Number(url.searchParams.get("per_page"));
    return { body: made.slice((page - 1) * size, page * size) };
  });
  return { base, asked, instead, made };
}

test("what webhooks missed is fetched page by page, goes on after a failure, and again an hour later", async () => {
  const shop = await createTestWorkspace();
  const woo = await fakeWoo(60);
  const id = await connectShop(shop, "woocommerce", { domain: woo.base, apiToken: "ck_1:cs_1" });
  await shop.client("admin").connections.update.mutate({
    operationId: "01900000-0000-7000-8000-000000000001",
    connectionId: id,
    requestsPerSecond: 1000,
  });
  await work(shop);
  expect((await orders(shop)).length).toBe(60);
  expect(woo.asked.map((url) => url.searchParams.get("page"))).toEqual(["1", "2"]);
  expect(woo.asked[0]?.searchParams.get("modified_after")).toBe("2026-08-21T16:00:00");
  woo.made[59] = wooOrder({ id: 60, status: "completed", date_modified_gmt: "2026-11-19T16:30:00" });
  shop.clock.now += 3_600_000;
  woo.instead.push({ status: 429, headers: { "retry-after": "30" } });
  await work(shop);
  const completed = async () => (await orders(shop)).filter(({ status }) => status === "completed").length;
  expect(await completed()).toBe(0);
  shop.clock.now += 60_000;
  await work(shop);
  expect(await completed()).toBe(1);
});

test("a shop too old to filter by time is not asked for all its orders every hour", async () => {
  const shop = await createTestWorkspace();
  const woo = await fakeWoo(3);
  await connectShop(shop, "woocommerce", { domain: woo.base, apiToken: "ck_1:cs_1" });
  await work(shop);
  shop.clock.now += 3 * 864e5;
  await work(shop);
  shop.clock.now += 3_600_000;
  await work(shop);
  await work(shop);
  shop.clock.now += 3_600_000;
  await work(shop);
  expect(woo.asked.length).toBe(3);
  expect(await rowsOf(shop, "select state, error from job where kind = 'shop.catch_up'")).toEqual([
    { state: "failed", error: "filter_ignored" },
  ]);
});

test("a shop that refuses the token is shown as failing, until a new one is given", async () => {
  const shop = await createTestWorkspace();
  const woo = await fakeWoo(1);
  const connectionId = await connectShop(shop, "woocommerce", { domain: woo.base, apiToken: "wrong" });
  const { connections } = shop.client("admin");
  await work(shop);
  expect(await connections.list.query({})).toMatchObject([
    { state: "failing", stateReason: "access_token_refused" },
  ]);
  await connections.update.mutate({
    operationId: "01900000-0000-7000-8000-000000000002",
    connectionId,
    apiToken: "ck_1:cs_1",
  });
  await work(shop);
  expect(await connections.list.query({})).toMatchObject([{ state: "active" }]);
  expect(await orders(shop)).toHaveLength(1);
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
  expect(await orders(shop)).toHaveLength(120);
  expect(asked.map((query) => query.get("since_id"))).toEqual(["0", "100"]);
  expect(asked[0]?.get("status")).toBe("any");
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

test("entities are decoded once", () => {
  expect(decodeEntities("&amp;lt; &#38;amp; &eacute; &#x1F600; &bogus; & ;")).toBe(
    "&lt; &amp; &eacute; 😀 &bogus; & ;",
  );
});

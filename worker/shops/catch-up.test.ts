import { expect, test } from "vitest";
import { fakeCyberbiz } from "../test/fakes/cyberbiz.ts";
import { connectShop } from "../test/fakes/shop.ts";
import { serve } from "../test/fakes/server.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace } from "../test/workspace.ts";
import { cyberbizOrder, storedOrders, wooOrder } from "../test/fakes/shop-orders.ts";

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
  expect((await storedOrders(shop)).length).toBe(60);
  expect(woo.asked.map((url) => url.searchParams.get("page"))).toEqual(["1", "2"]);
  expect(woo.asked[0]?.searchParams.get("modified_after")).toBe("2026-08-21T16:00:00");
  woo.made[59] = wooOrder({ id: 60, status: "completed", date_modified_gmt: "2026-11-19T16:30:00" });
  shop.clock.now += 3_600_000;
  woo.instead.push({ status: 429, headers: { "retry-after": "30" } });
  await work(shop);
  const completed = async () =>
    (await storedOrders(shop)).filter(({ status }) => status === "completed").length;
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
  expect(await storedOrders(shop)).toHaveLength(1);
});

test("CYBERBIZ: what webhooks missed is fetched by Taipei's time, and nothing is passed over that changes meanwhile", async () => {
  const shop = await createTestWorkspace();
  const cyberbiz = await fakeCyberbiz("jwt");
  /** As Taipei's clocks show it. */
  const taipei = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
  const statuses = { order_status: "open", financial_status: "paid", fulfillment_status: "unshipped" };
  cyberbiz.orders = Array.from({ length: 120 }, (_, i) =>
    cyberbizOrder({
      id: i + 1,
      order_number: i + 1,
      statuses,
      updated_at: taipei(shop.clock.now - i * 1000),
    }),
  );
  // Some change while they are read: they leave the list, and the rest moves up.
  cyberbiz.answered = () => {
    const now = shop.clock.now;
    const changed = cyberbiz.orders.filter(({ updated_at: at }) => at <= taipei(now)).slice(0, 8);
    if (cyberbiz.asked.length > 2) return;
    for (const order of changed) {
      Object.assign(order, {
        updated_at: taipei(now + 60_000),
        statuses: { ...statuses, fulfillment_status: "arrived" },
      });
    }
  };
  const { connectionId } = await shop.client("admin").connections.addShop.mutate({
    operationId: "01900000-0000-7000-8000-000000000003",
    kind: "cyberbiz",
    name: "CYBERBIZ",
    domain: "shop.test",
    webhookSecret: "s",
    apiToken: "jwt",
    apiBase: cyberbiz.base,
  });
  await shop.client("admin").connections.update.mutate({
    operationId: "01900000-0000-7000-8000-000000000004",
    connectionId,
    requestsPerSecond: 1000,
  });
  await work(shop);
  expect(shop.reported).toEqual([]);
  expect(cyberbiz.asked[0]?.searchParams.get("updated_at_start_time")).toBe(
    taipei(shop.clock.now - 90 * 86_400_000),
  );
  const stages = async () => {
    const found = await storedOrders(shop);
    return [found.length, found.filter(({ status }) => status === "shipped").length];
  };
  expect(await stages()).toEqual([120, 0]);
  expect(await storedOrders(shop)).toContainEqual(
    expect.objectContaining({ status: "paid", total: 199_050, member_no: "55", currency: "TWD" }),
  );
  shop.clock.now += 3_600_000;
  await work(shop);
  expect(await stages()).toEqual([120, 16]);
});

test("CYBERBIZ is asked at its own address unless another is given", async () => {
  const shop = await createTestWorkspace();
  await connectShop(shop, "cyberbiz", { apiToken: "jwt" });
  expect(await shop.client("admin").connections.list.query({})).toMatchObject([
    { apiBase: "https://app-store-api.cyberbiz.io" },
  ]);
});

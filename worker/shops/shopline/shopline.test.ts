import { expect, test } from "vitest";
import { connectShop, deliver } from "../../test/fakes/shop.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace } from "../../test/workspace.ts";
import { storedOrders, shopifyOrder } from "../../test/fakes/shop-orders.ts";

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
  expect(await storedOrders(shop)).toMatchObject([{ external_id: "2105", total: 128_000 }]);
  expect(
    await rowsOf(shop, "select dedupe_key as name, error from inbound_event where error is not null"),
  ).toEqual([{ name: "2", error: "Error" }]);
  expect(await shop.client("admin").connections.list.query({})).toMatchObject([
    { setAside: 1, webhookPath: `shops/${at.id}` },
  ]);
});

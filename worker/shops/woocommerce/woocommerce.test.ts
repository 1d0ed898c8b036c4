import { expect, test } from "vitest";
import { connectShop, deliver, postShop } from "../../test/fakes/shop.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace } from "../../test/workspace.ts";
import { decodeEntities } from "./entities.ts";
import { storedOrders, linesIn, wooOrder, AT } from "../../test/fakes/shop-orders.ts";

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
  const found = await storedOrders(shop);
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
  const state = async () => (await storedOrders(shop)).map(({ external_id, gone }) => [external_id, gone]);
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

test("entities are decoded once", () => {
  expect(decodeEntities("&amp;lt; &#38;amp; &eacute; &#x1F600; &bogus; & ;")).toBe(
    "&lt; &amp; &eacute; 😀 &bogus; & ;",
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { connectShop, deliver, postShop, shopSignature } from "../../test/fakes/shop.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { storedOrders, linesIn, cyberbizOrder, AT } from "../../test/fakes/shop-orders.ts";

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
  const found = await storedOrders(shop);
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
        expect(await storedOrders(shop)).toMatchObject([{ status: "completed" }]);
      },
    ),
    { numRuns: 8 },
  );
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

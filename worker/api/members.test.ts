import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "../test/engines.ts";
import { connectShop, deliver } from "../test/fakes/shop.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

async function keyOf(shop: TestWorkspace, scope: "orders:write" | "members:write" = "members:write") {
  const { key } = await shop
    .client("admin")
    .apiKeys.create.mutate({ operationId: newId(shop.clock.now), name: "ERP", scopes: [scope] });
  return key ?? "";
}

const put = (shop: TestWorkspace, key: string | null, memberNo: string, body: unknown) =>
  shop.fetch(`/w/${shop.slug}/api/v1/members/${encodeURIComponent(memberNo)}`, {
    method: "PUT",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) },
  });

const member = (change: Record<string, unknown> = {}) => ({
  name: "王大明",
  email: "Ming@Shop.test",
  phone: "0912-345-678",
  tier: "金卡",
  store_credit: "120.50",
  currency: "twd",
  member_since: "2024-01-01T00:00:00+08:00",
  updated_at: "2026-11-19T18:00:00+08:00",
  ...change,
});

const stored = (shop: TestWorkspace) =>
  rowsOf(shop, "select member_no, source, name, email, phone, tier, store_credit, currency from shop_member");

forEachEngine("PUT members/:memberNo", (createWorkspace) => {
  test("takes a member over; an older state and a repeat change nothing; what is left out stays", async () => {
    const shop = await createWorkspace();
    const key = await keyOf(shop);
    const first = await put(shop, key, "會員/1", member());
    expect([first.status, await first.json()]).toEqual([200, { member_no: "會員/1" }]);
    const row = {
      member_no: "會員/1",
      source: "api",
      name: "王大明",
      email: "ming@shop.test",
      phone: "+886912345678",
      tier: "金卡",
      store_credit: 12_050,
      currency: "TWD",
    };
    expect(await stored(shop)).toEqual([row]);
    await put(shop, key, "會員/1", member());
    await put(shop, key, "會員/1", member({ tier: "old", updated_at: "2026-11-19T09:00:00Z" }));
    expect(await stored(shop)).toEqual([row]);
    await put(shop, key, "會員/1", { tier: null, updated_at: "2026-11-19T18:00:01+08:00" });
    expect(await stored(shop)).toEqual([{ ...row, tier: null }]);
    expect(shop.reported).toEqual([]);
  });
});

test("only a key with the scope may", async () => {
  const shop = await createTestWorkspace();
  expect((await put(shop, null, "M1", member())).status).toBe(401);
  expect((await put(shop, "x".repeat(43), "M1", member())).status).toBe(401);
  expect((await put(shop, await keyOf(shop, "orders:write"), "M1", member())).status).toBe(403);
  expect(await stored(shop)).toEqual([]);
});

test.each([
  ["email", { email: "nobody" }, "email"],
  ["phone", { phone: "12" }, "phone"],
  ["NUL", { name: "a\0b" }, "name"],
  ["a long tier", { tier: "x".repeat(10_000) }, "tier"],
  ["money without a currency", { currency: undefined }, "currency"],
  ["no money", { store_credit: "many" }, "store_credit"],
  ["no currency", { currency: "dollars" }, "currency"],
  ["no time", { updated_at: "yesterday" }, "updated_at"],
  ["a time without a zone", { updated_at: "2026-11-19T18:00:00" }, "updated_at"],
])("%s is refused with its field, and nothing is stored", async (_name, change, field) => {
  const shop = await createTestWorkspace();
  const answer = await put(shop, await keyOf(shop), "M1", member(change));
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { field: string }).field).toBe(field);
  expect(await stored(shop)).toEqual([]);
});

test("no JSON, too much of it and too long a number are refused", async () => {
  const shop = await createTestWorkspace();
  const key = await keyOf(shop);
  expect((await put(shop, key, "M1", "{")).status).toBe(400);
  expect((await put(shop, key, "M1", member({ name: "x".repeat(30_000) }))).status).toBe(413);
  expect((await put(shop, key, "x".repeat(256), member())).status).toBe(400);
});

test("CYBERBIZ tells of members and tiers by webhook, in any order", async () => {
  const shop = await createTestWorkspace();
  const id = await connectShop(shop, "cyberbiz");
  const connection = { kind: "cyberbiz", id } as const;
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  await shop.db.write([{ sql: "update contact set member_no = '501' where id = ?", args: [contactId] }]);
  const customer = (change: Record<string, unknown>) => ({
    id: 501,
    name: "林<b>小</b>花",
    email: "Flower@Shop.test",
    country_calling_code: "+886",
    mobile: "0911222333",
    bonus_remain: 250.0,
    created_at: "2023-05-01 10:00:00",
    updated_at: "2026-11-19 20:00:00",
    ...change,
  });
  await deliver(shop, connection, "customer_vip_level/update", {
    customer_id: 501,
    current_level: { id: 3, name: "白金會員" },
  });
  await deliver(shop, connection, "customers/update", customer({}));
  await deliver(
    shop,
    connection,
    "customers/update",
    customer({ bonus_remain: 999, updated_at: "2026-11-19 19:00:00" }),
  );
  await work(shop);
  expect(await stored(shop)).toEqual([
    {
      member_no: "501",
      source: "cyberbiz",
      name: "林<b>小</b>花",
      email: "flower@shop.test",
      phone: "+886911222333",
      tier: "白金會員",
      store_credit: 25_000,
      currency: "TWD",
    },
  ]);
  const [contact] = await rowsOf(shop, "select version from contact where id = ?", contactId);
  expect(Number(contact?.["version"])).toBeGreaterThan(1);
});

import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "../test/engines.ts";
import { rowsOf } from "../test/work.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../test/workspace.ts";

const order = (change: Record<string, unknown> = {}) => ({
  external_id: "A-1",
  number: "20261120-1",
  member_no: "M1",
  status: "paid",
  total: "1280.00",
  currency: "twd",
  items: [{ name: "帳篷", quantity: 1, price: 1280, picture_url: "https://img.test/1.jpg" }],
  url: "https://shop.test/orders/A-1",
  placed_at: "2026-11-19T18:00:00+08:00",
  updated_at: "2026-11-19T18:00:00+08:00",
  ...change,
});

/** A key as an admin makes it. */
async function keyOf(shop: TestWorkspace): Promise<{ keyId: string; key: string }> {
  const { apiKeys } = shop.client("admin");
  const { keyId, key } = await apiKeys.create.mutate({
    operationId: newId(shop.clock.now),
    name: "ERP",
    scopes: ["orders:write"],
  });
  if (key === null) throw new Error("a new key is told");
  return { keyId, key };
}

async function post(
  shop: TestWorkspace,
  key: string | null,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const response = await shop.fetch(`/w/${shop.slug}/api/v1/orders`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: {
      "Content-Type": "application/json",
      ...(key ? { Authorization: `Bearer ${key}` } : {}),
      ...headers,
    },
  });
  return {
    status: response.status,
    type: response.headers.get("Content-Type"),
    body: (await response.json()) as Record<string, unknown>,
  };
}

const kept = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    "select external_id as id, status, total, currency, placed_at as at from shop_order order by 1",
  );

forEachEngine("POST orders", (create) => {
  test("puts an order on its member's contact; told again, it changes nothing", async () => {
    const shop = await create();
    const { contactId } = await insertContact(shop.db, TEST_NOW - 864e5);
    await shop.db.write([{ sql: "update contact set member_no = 'M1' where id = ?", args: [contactId] }]);
    const { key } = await keyOf(shop);
    const outcome = async (change: Record<string, unknown>) => {
      shop.clock.now += 10;
      return (await post(shop, key, order(change))).body;
    };
    const told = (outcome: string) => ({ results: [{ external_id: "A-1", outcome }] });
    expect(await outcome({})).toEqual(told("stored"));
    expect(await outcome({})).toEqual(told("unchanged"));
    expect(await outcome({ status: "shipped", updated_at: "2026-11-19T19:00:00+08:00" })).toEqual(
      told("stored"),
    );
    expect(await outcome({})).toEqual(told("outdated"));
    expect(await kept(shop)).toEqual([
      {
        id: "A-1",
        status: "shipped",
        total: 128_000,
        currency: "TWD",
        at: Date.parse("2026-11-19T10:00:00Z"),
      },
    ]);
    expect(await rowsOf(shop, "select version from contact where id = ?", contactId)).toEqual([
      { version: 3 },
    ]);
    expect(await rowsOf(shop, "select kind from event where contact_id = ?", contactId)).toEqual([
      { kind: "order.placed" },
    ]);
  });
});

test("whoever has no key, a revoked one or one without the scope is told so, and nothing is kept", async () => {
  const shop = await createTestWorkspace();
  const { keyId, key } = await keyOf(shop);
  expect(await post(shop, null, order())).toMatchObject({
    status: 401,
    type: "application/problem+json",
    body: { status: 401, code: "UNAUTHENTICATED", type: "about:blank" },
  });
  expect((await post(shop, `${key}x`, order())).status).toBe(401);
  expect((await post(shop, shop.token("admin"), order())).status).toBe(401);
  await shop.db.write(["update api_key set scopes = '[]'"]);
  expect(await post(shop, key, order())).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  await shop.db.write([`update api_key set scopes = '["orders:write"]'`]);
  await shop.client("admin").apiKeys.revoke.mutate({ operationId: newId(TEST_NOW), keyId });
  expect((await post(shop, key, order())).status).toBe(401);
  expect(await kept(shop)).toEqual([]);
});

test("each invalid order is named with its field, and keeps no other out", async () => {
  const shop = await createTestWorkspace();
  const { key } = await keyOf(shop);
  const bad: [field: string, change: Record<string, unknown>][] = [
    ["external_id", { external_id: "" }],
    ["total", { total: "1,280" }],
    ["total", { total: null }],
    ["currency", { currency: "NT$" }],
    ["placed_at", { placed_at: "2026-11-19 18:00:00" }],
    ["updated_at", { updated_at: "2026-11-19T18:00:00" }],
    ["url", { url: "javascript:alert(1)" }],
    ["items.0.picture_url", { items: [{ name: "x", quantity: 1, picture_url: "http://img.test/1.jpg" }] }],
    ["items.0.quantity", { items: [{ name: "x", quantity: -1 }] }],
    ["items.0.price", { items: [{ name: "x", quantity: 1, price: "free" }] }],
    ["items.0.name", { items: [{ name: "a\0b", quantity: 1 }] }],
    ["items", { items: Array.from({ length: 101 }, () => ({ name: "x", quantity: 1 })) }],
    ["number", { number: "x".repeat(10_000) }],
  ];
  const orders = [
    ...bad.map(([, change], i) => order({ external_id: `B-${i}`, ...change })),
    order(),
    null,
    "x",
  ];
  const { status, body } = await post(shop, key, { orders });
  const results = body["results"] as { outcome: string; field?: string }[];
  expect(status).toBe(200);
  expect(results.map(({ outcome, field }) => [outcome, field])).toEqual([
    ...bad.map(([field]) => ["invalid", field]),
    ["stored", undefined],
    ["invalid", ""],
    ["invalid", ""],
  ]);
  expect((await kept(shop)).map(({ id }) => id)).toEqual(["A-1"]);
  expect((await post(shop, key, order({ total: "?" }))).status).toBe(422);
});

test("hostile texts are kept as texts; a total of 0 is a total", async () => {
  const shop = await createTestWorkspace();
  const { key } = await keyOf(shop);
  const names = ["<img src=x onerror=alert(1)>", "\u202Egnp.exe", "👩‍👩‍👧", "'; drop table contact; --"];
  await post(shop, key, order({ total: 0, items: names.map((name) => ({ name, quantity: 1 })) }));
  const [row] = await rowsOf(shop, "select total, items from shop_order");
  expect(row?.["total"]).toBe(0);
  expect((JSON.parse(String(row?.["items"])) as { name: string }[]).map(({ name }) => name)).toEqual(names);
});

test("five hundred at once, not more; what is no such body is refused whole", async () => {
  const shop = await createTestWorkspace();
  const { key } = await keyOf(shop);
  const many = (n: number) => ({
    orders: Array.from({ length: n }, (_, i) => order({ external_id: `${i}` })),
  });
  expect((await post(shop, key, many(500))).status).toBe(200);
  expect((await kept(shop)).length).toBe(500);
  expect(await post(shop, key, many(501))).toMatchObject({
    status: 400,
    body: { code: "INVALID_INPUT", field: "rows" },
  });
  expect((await post(shop, key, { orders: [] })).status).toBe(400);
  expect((await post(shop, key, { orders: "x" })).status).toBe(400);
  expect(await post(shop, key, "{")).toMatchObject({ status: 400, body: { code: "INVALID_JSON" } });
  expect((await post(shop, key, " ".repeat(1_000_001))).status).toBe(413);
});

test("the same Idempotency-Key is answered as the first time; with another body it is a conflict", async () => {
  const shop = await createTestWorkspace();
  const { key } = await keyOf(shop);
  const named = { "Idempotency-Key": "import-1" };
  const first = await post(shop, key, order(), named);
  shop.clock.now += 10;
  expect(await post(shop, key, order(), named)).toEqual(first);
  expect(first.body).toEqual({ results: [{ external_id: "A-1", outcome: "stored" }] });
  expect(await post(shop, key, order({ total: 1 }), named)).toMatchObject({
    status: 409,
    body: { code: "CONFLICT" },
  });
  const other = await keyOf(shop);
  expect((await post(shop, other.key, order({ total: 1 }), named)).status).toBe(200);
  expect((await post(shop, key, order(), { "Idempotency-Key": "x".repeat(256) })).status).toBe(400);
});

test("a key is told once and rests nowhere", async () => {
  const shop = await createTestWorkspace();
  const { apiKeys } = shop.client("admin");
  const input = { operationId: newId(TEST_NOW), name: "ERP", scopes: ["orders:write" as const] };
  const { keyId, key } = await apiKeys.create.mutate(input);
  expect(key).toMatch(/^alongside_[\w-]{43}$/);
  expect(await apiKeys.create.mutate(input)).toEqual({ keyId, key: null });
  shop.clock.now += 1;
  await post(shop, key, order());
  expect(await apiKeys.list.query({})).toMatchObject([
    {
      id: keyId,
      name: "ERP",
      beginning: key?.slice(0, 14),
      createdByName: "The admin",
      lastUsedAt: TEST_NOW + 1,
      revokedAt: null,
    },
  ]);
  const tables = await rowsOf(
    shop,
    "select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'",
  );
  for (const { name } of tables) {
    expect(JSON.stringify(await rowsOf(shop, `select * from "${String(name)}"`))).not.toContain(key);
  }
  expect(
    await failureOfCall(apiKeys.revoke.mutate({ operationId: newId(TEST_NOW), keyId: newId(1) })),
  ).toMatchObject({ code: "NOT_FOUND" });
});

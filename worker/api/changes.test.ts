import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sql } from "drizzle-orm";
import { changeFeed } from "../domain/changes/feed.ts";
import { listContacts } from "../domain/contacts/list.ts";
import { putContacts } from "../domain/contacts/put.ts";
import type { Call } from "../domain/ctx.ts";
import { sha256 } from "../domain/batch.ts";
import { apiClient } from "../test/api.ts";
import { forEachEngine } from "../test/engines.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

type Item = { id: string; version: number };

/** Reads on until nothing more is there. */
async function follow(
  shop: { call: Awaited<ReturnType<typeof apiClient>>["call"] },
  path: string,
  from: string,
) {
  const items: Item[] = [];
  let cursor = from;
  for (;;) {
    const { body, status } = await shop.call(
      "GET",
      `${path}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    items.push(...(body["data"] as Item[]));
    cursor = String(body["next_cursor"]);
    if (body["has_more"] !== true) return { items, cursor };
  }
}

forEachEngine("lists by time of change", (createWorkspace) => {
  test("contacts, customers and conversations come in the order of their changes, and again when they change", async () => {
    const shop = await createWorkspace();
    const api = await apiClient(shop);
    const people = [];
    for (let i = 0; i < 5; i++) people.push(await insertContact(shop.db, TEST_NOW + i, { name: `P${i}` }));
    for (const [path, id] of [
      ["/contacts", "contactId"],
      ["/customers", "customerId"],
      ["/conversations", "conversationId"],
    ] as const) {
      const first = await follow(api, path, "");
      expect(first.items.map((item) => item.id)).toEqual(people.map((person) => person[id]));
      const [one] = people;
      expect((await follow(api, path, first.cursor)).items).toEqual([]);
      shop.clock.now += 1000;
      await api.call("PATCH", `/contacts/${one?.contactId}`, { name: `now ${path}` });
      const then = await follow(api, path, first.cursor);
      expect(then.items.map((item) => item.id)).toEqual([one?.[id]]);
      const since = await api.call("GET", `${path}?updated_since=${new Date(shop.clock.now).toISOString()}`);
      expect((since.body["data"] as Item[]).map((item) => item.id)).toEqual([one?.[id]]);
      const all = await api.call(
        "GET",
        `${path}?updated_since=${new Date(TEST_NOW + 86_400_000).toISOString()}`,
      );
      expect(all.body).toMatchObject({ data: [], has_more: false });
      people.push(...people.splice(0, 1));
    }
    expect(shop.reported).toEqual([]);
  });

  test("orders, carts and members as well", async () => {
    const shop = await createWorkspace();
    const api = await apiClient(shop);
    const order = (id: string, total: string, second: number) => ({
      external_id: id,
      member_no: "M1",
      status: "paid",
      total,
      currency: "JPY",
      placed_at: "2026-11-19T00:00:00Z",
      updated_at: `2026-11-19T00:00:0${second}Z`,
      items: [{ name: "Tent", quantity: 1, price: total }],
    });
    await api.call("POST", "/orders", {
      orders: [order("A", "100", 1), order("B", "200", 1), order("C", "300", 1)],
    });
    const first = await follow(api, "/orders", "");
    expect(first.items.map((item) => (item as unknown as { external_id: string }).external_id)).toEqual([
      "A",
      "B",
      "C",
    ]);
    expect(first.items[0]).toMatchObject({ total: "100", currency: "JPY", items: [{ price: "100" }] });
    await api.call("POST", "/orders", order("A", "150", 2));
    expect((await follow(api, "/orders", first.cursor)).items).toMatchObject([
      { external_id: "A", total: "150" },
    ]);
    const { status, placed_at: _placed, ...cart } = order("K", "12", 1);
    expect(status).toBe("paid");
    const put = (more: object) => api.call("POST", "/carts", { carts: [{ ...cart, ...more }] });
    expect((await put({})).body["results"]).toMatchObject([{ outcome: "created" }]);
    const carts = await follow(api, "/carts", "");
    expect(carts.items).toMatchObject([{ external_id: "K", total: "12" }]);
    expect((await api.call("GET", `/carts/${carts.items[0]?.id}`)).body).toMatchObject({ external_id: "K" });
    expect((await put({ items: [], updated_at: "2026-11-19T00:00:05Z" })).body["results"]).toMatchObject([
      { outcome: "updated" },
    ]);
    expect((await put({})).body["results"]).toMatchObject([{ outcome: "unchanged" }]);
    expect((await follow(api, "/carts", carts.cursor)).items).toEqual([]);
    expect((await api.call("GET", `/carts/${carts.items[0]?.id}`)).status).toBe(404);
    await api.call("PUT", "/members/M1", {
      name: "Amy",
      store_credit: "5",
      currency: "JPY",
      updated_at: "2026-11-19T00:00:00Z",
    });
    expect((await follow(api, "/members", "")).items).toMatchObject([
      { member_no: "M1", store_credit: "5", contact_ids: [] },
    ]);
    expect((await api.call("GET", "/members/M1")).body).toMatchObject({ name: "Amy" });
    expect((await api.call("GET", `/orders/${first.items[0]?.id}`)).body).toMatchObject({ external_id: "A" });
  });
});

test("where to begin is found without going through all that changed before", async () => {
  const shop = await createTestWorkspace();
  await shop.db.write([
    `insert into contact_change (id, at) with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000)
      select 'c' || i, i from n`,
  ]);
  const cursor = Buffer.from("contacts.199990").toString("base64url");
  const fastest = async (from: { cursor: string | null; since: number | null }) => {
    const times: number[] = [];
    for (let i = 0; i < 7; i++) {
      const began = performance.now();
      await shop.db.read([changeFeed("contacts", sql`ch.id`, sql``).statement({ ...from, limit: 10 })]);
      times.push(performance.now() - began);
    }
    return Math.min(...times);
  };
  const read = await fastest({ cursor, since: null });
  expect(await fastest({ cursor: null, since: 199_990 })).toBeLessThan(8 * read + 1);
});

test("a cursor of another list, or none of ours, is refused", async () => {
  const shop = await createTestWorkspace();
  const { call } = await apiClient(shop);
  const cursor = String((await call("GET", "/contacts")).body["next_cursor"]);
  for (const bad of [cursor.slice(1), "x", Buffer.from("contacts.1e9").toString("base64url"), "%00"]) {
    expect(await call("GET", `/contacts?cursor=${bad}`)).toMatchObject({
      status: 400,
      body: { field: "cursor" },
    });
  }
  expect(await call("GET", `/orders?cursor=${cursor}`)).toMatchObject({
    status: 400,
    body: { field: "cursor" },
  });
  expect(await call("GET", "/contacts?limit=101")).toMatchObject({ status: 400, body: { field: "limit" } });
  expect(await call("GET", "/contacts?updated_since=yesterday")).toMatchObject({
    status: 400,
    body: { code: "INVALID_DATE", field: "updated_since" },
  });
  expect(await call("GET", "/contacts?since=1")).toMatchObject({ status: 400, body: { field: "since" } });
});

/** What happens between two pages: somebody writes, with a clock that may be behind; or the page is read. */
type Step =
  | { kind: "write"; contact: number; clock: number; bulk: boolean }
  | { kind: "page"; limit: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("write" as const),
    contact: fc.nat(7),
    clock: fc.integer({ min: -600_000, max: 600_000 }),
    bulk: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("page" as const), limit: fc.integer({ min: 1, max: 4 }) }),
);

test("whatever is written between the pages, every state that stays is seen and none twice", async () => {
  const shop: TestWorkspace = await createTestWorkspace();
  const people: string[] = [];
  for (let i = 0; i < 8; i++) people.push((await insertContact(shop.db, TEST_NOW)).contactId);
  const { key } = await apiClient(shop);
  const call = (scope: "contacts:read" | "contacts:write", now: number): Call => ({
    db: shop.db,
    actor: { kind: "key", keyHash: sha256(key), scope },
    now,
    operationId: undefined,
    requestId: "test",
    sealer: shop.sealer,
  });
  let named = 0;
  const write = (step: Extract<Step, { kind: "write" }>) =>
    putContacts(call("contacts:write", TEST_NOW + step.clock), {
      mode: "upsert",
      rows: (step.bulk ? [0, 1, 2] : [0]).map((i) => ({
        id: people[(step.contact + i) % people.length],
        name: `n${++named}`,
      })),
    });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const seen = new Map<string, number>();
      let cursor: string | null = null;
      const page = async (limit: number) => {
        const read = await listContacts(call("contacts:read", TEST_NOW), { cursor, since: null, limit });
        cursor = read.next;
        for (const { id, version } of read.items) {
          expect(version).toBeGreaterThan(seen.get(id) ?? 0);
          seen.set(id, version);
        }
        return read.more;
      };
      const writing: Promise<unknown>[] = [];
      for (const one of steps) {
        if (one.kind === "write") writing.push(write(one));
        else await page(one.limit);
      }
      await Promise.all(writing);
      while (await page(3));
      const [rows] = await shop.db.read(["select id, version from contact"]);
      expect(Object.fromEntries(seen)).toEqual(
        Object.fromEntries((rows?.rows ?? []).map((row) => [String(row["id"]), Number(row["version"])])),
      );
    }),
    { seed: 4, numRuns: 40 },
  );
});

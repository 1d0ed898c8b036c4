import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { LinkedPanel } from "../../../shared/schemas/panel.ts";
import { forEachEngine } from "../../test/engines.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { rowsOf } from "../../test/work.ts";
import { deletedOrder, NEVER_AGAIN, type ShopCart, type ShopOrder } from "./order.ts";
import { closeCarts, upsertCarts } from "./upsert-cart.ts";
import { upsertOrders } from "./upsert-order.ts";

const DAY = 86_400_000;

const order = (externalId: string, change: Partial<ShopOrder> = {}): ShopOrder => ({
  externalId,
  number: `#${externalId}`,
  memberNo: "M1",
  email: null,
  phone: null,
  status: "paid",
  total: 128_000,
  currency: "TWD",
  items: [{ name: "帳篷", quantity: 1, price: 128_000, pictureUrl: "https://img.shop.test/1.jpg" }],
  url: null,
  placedAt: TEST_NOW - DAY,
  sourceUpdatedAt: TEST_NOW - DAY,
  deleted: false,
  ...change,
});

const cart = (externalId: string, change: Partial<ShopCart> = {}): ShopCart => ({
  externalId,
  memberNo: "M1",
  items: [{ name: "睡袋", quantity: 2, price: 50_000, pictureUrl: null }],
  total: 100_000,
  currency: "TWD",
  url: null,
  sourceUpdatedAt: TEST_NOW,
  ...change,
});

const put = (shop: TestWorkspace, ...orders: ShopOrder[]) =>
  shop.db.write(upsertOrders(shop.clock.now, "shop", orders));

/** A customer with that member number, and what the panel of their conversation shows. */
async function customer(shop: TestWorkspace, memberNo: string | null, kind: ChannelKind = "line") {
  const { contactId } = await insertContact(shop.db, TEST_NOW - 300 * DAY, { kind });
  await shop.db.write([
    { sql: "update contact set member_no = ? where id = ?", args: [memberNo, contactId] },
    {
      sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('chatwoot', 'https://c.test', '1', ?, ?, 'webhook', 0)",
      args: [contactId, contactId],
    },
  ]);
  const open = async (): Promise<LinkedPanel> => {
    const view = await shop.client("agent").panel.open.query({
      ref: { inbox: "chatwoot", origin: "https://c.test", account: "1", conversation: contactId, hints: {} },
    });
    if (view.state !== "linked") throw new Error(`expected a linked panel, not ${view.state}`);
    return view;
  };
  return { contactId, open };
}

const set = (shop: TestWorkspace, name: string, value: unknown) =>
  shop.db.write([
    {
      sql: "insert or replace into setting (name, value, updated_at) values (?, ?, 0)",
      args: [name, JSON.stringify(value)],
    },
  ]);

forEachEngine("orders", (create) => {
  test("an order shows on its member's contacts, with its event and the last checkout", async () => {
    const shop = await create();
    const { contactId, open } = await customer(shop, "M1");
    const before = (await open()).contact.version;
    await put(shop, order("1"), order("2", { memberNo: "M2" }));
    const view = await open();
    expect(view.orders).toMatchObject({
      missing: null,
      recent: {
        items: [{ number: "#1", total: 128_000, lines: 1, items: [{ name: "帳篷", price: 128_000 }] }],
        next: null,
      },
      totals: [{ currency: "TWD", orders: 1, total: 128_000 }],
    });
    expect(view.contact.version).toBe(before + 1);
    expect(view.events.items).toMatchObject([
      { kind: "order.placed", actorKind: "customer", at: TEST_NOW - DAY, data: { number: "#1" } },
    ]);
    expect(await rowsOf(shop, "select last_checkout_at as at from contact where id = ?", contactId)).toEqual([
      { at: TEST_NOW - DAY },
    ]);
    await put(shop, order("1"));
    expect((await open()).contact.version).toBe(before + 1);
    await put(shop, order("1", { memberNo: "M3", sourceUpdatedAt: TEST_NOW }));
    const moved = await open();
    expect(moved.orders.recent.items).toEqual([]);
    expect(moved.contact.version).toBe(before + 2);
  });
});

const states = (): ShopOrder[] => [
  order("1", { status: "pending", sourceUpdatedAt: TEST_NOW + 1 }),
  order("1", { status: "paid", total: 129_000, sourceUpdatedAt: TEST_NOW + 2 }),
  order("1", { status: "shipped", memberNo: null, sourceUpdatedAt: TEST_NOW + 3 }),
  order("1", { status: "completed", items: [], sourceUpdatedAt: TEST_NOW + 4 }),
  { ...deletedOrder("2", TEST_NOW + 5) },
  order("2", { sourceUpdatedAt: TEST_NOW + 1 }),
];

test("in whatever order and however often its states arrive, the newest one stays", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await customer(shop, "M1");
  const outcome = () =>
    rowsOf(
      shop,
      "select external_id, status, total, items, member_no, deleted_at is not null as gone from shop_order order by 1",
    );
  await put(shop, ...states());
  const expected = await outcome();
  expect(expected).toMatchObject([
    { external_id: "1", status: "completed", total: 128_000, items: "[]", gone: 0 },
    { external_id: "2", gone: 1 },
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...states().keys(), ...states().keys()], { minLength: 12, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }),
      async (sequence, sizes) => {
        await shop.db.write(["delete from shop_order"]);
        const arriving = sequence.flatMap((i) => states()[i] ?? []);
        for (const size of sizes) await put(shop, ...arriving.splice(0, size));
        expect(await outcome()).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
  expect(
    await rowsOf(
      shop,
      "select data ->> 'number' as number from event where contact_id = ? order by 1",
      contactId,
    ),
  ).toEqual([{ number: "#1" }, { number: "#2" }]);
});

test("the cart is the newest that is open; one that became an order stays closed", async () => {
  const shop = await createTestWorkspace();
  const { open } = await customer(shop, "M1");
  const write = (statements: ReturnType<typeof upsertCarts>) => shop.db.write(statements);
  await write(
    upsertCarts(TEST_NOW, "shop", [cart("a"), cart("b", { total: 5, sourceUpdatedAt: TEST_NOW + 1 })]),
  );
  const first = await open();
  expect(first.orders.cart).toMatchObject({ total: 5, lines: 1 });
  await write(
    closeCarts(TEST_NOW, "shop", [
      { externalId: "b", at: NEVER_AGAIN },
      { externalId: "c", at: NEVER_AGAIN },
    ]),
  );
  await write(
    upsertCarts(
      TEST_NOW,
      "shop",
      ["b", "c"].map((id) => cart(id, { sourceUpdatedAt: TEST_NOW + DAY })),
    ),
  );
  const second = await open();
  expect(second.orders.cart).toMatchObject({ total: 100_000 });
  expect(second.contact.version).toBeGreaterThan(first.contact.version);
  await write(upsertCarts(TEST_NOW, "shop", [cart("a", { items: [], sourceUpdatedAt: TEST_NOW + 2 })]));
  expect((await open()).orders.cart).toBeNull();
  await write(upsertCarts(TEST_NOW, "shop", [cart("a", { sourceUpdatedAt: TEST_NOW + 1 })]));
  expect((await open()).orders.cart).toBeNull();
  await write(upsertCarts(TEST_NOW, "shop", [cart("a", { sourceUpdatedAt: TEST_NOW + 3 })]));
  expect((await open()).orders.cart).toMatchObject({ lines: 1 });
});

test.each([
  ["Asia/Taipei", "2026-11-20T12:00:00+08:00", "2026-08-22T00:00:00+08:00"],
  ["America/New_York", "2026-11-20T23:30:00-05:00", "2026-08-22T00:00:00-04:00"],
  ["Africa/Cairo", "2026-07-23T00:10:00+03:00", "2026-04-24T01:00:00+03:00"],
  ["Asia/Kathmandu", "2026-03-01T08:00:00+05:45", "2025-12-01T00:00:00+05:45"],
  ["Pacific/Kiritimati", "2026-11-20T00:00:00+14:00", "2026-08-22T00:00:00+14:00"],
])("in %s recent begins with a day, in the list and in the totals", async (zone, now, start) => {
  const shop = await createTestWorkspace(Date.parse(now));
  await set(shop, "timeZone", zone);
  const { open } = await customer(shop, "M1");
  const from = Date.parse(start);
  await put(
    shop,
    order("first", { placedAt: from, total: 1 }),
    order("late", { placedAt: from - 1, total: 10 }),
    order("before", { placedAt: from - 40 * 60_000, total: 100 }),
    order("after", { placedAt: from + 5 * 3_600_000, total: 1000 }),
  );
  const { orders } = await open();
  expect(orders.from).toBe(from);
  expect(orders.recent.items.map(({ number }) => number)).toEqual(["#after", "#first"]);
  expect(orders.totals).toEqual([{ currency: "TWD", orders: 2, total: 1001 }]);
});

test("totals are by currency and leave out what came to nothing", async () => {
  const shop = await createTestWorkspace();
  const { open } = await customer(shop, "M1");
  await put(
    shop,
    order("1", { total: 0 }),
    order("2", { total: 500 }),
    order("3", { total: 7, currency: "JPY" }),
    order("4", { status: "cancelled" }),
    order("5", { status: "refunded" }),
    order("6", { status: "在路上" }),
  );
  const { orders } = await open();
  expect(orders.totals).toEqual([
    { currency: "TWD", orders: 3, total: 128_500 },
    { currency: "JPY", orders: 1, total: 7 },
  ]);
  expect(orders.recent.items).toHaveLength(6);
});

test("older orders follow page by page, none twice and none left out", async () => {
  const shop = await createTestWorkspace();
  const { contactId, open } = await customer(shop, "M1");
  const placed = (i: number) => TEST_NOW - (i < 25 ? i : 100 + i) * DAY;
  await put(shop, ...Array.from({ length: 60 }, (_, i) => order(`${i}`, { placedAt: placed(i) })));
  const { orders } = await open();
  expect(orders.recent.items).toHaveLength(20);
  const seen = orders.recent.items.map(({ number }) => number);
  let cursor = orders.recent.next;
  while (cursor !== null) {
    const page = await shop.client("agent").orders.list.query({ contactId, cursor });
    seen.push(...page.items.map(({ number }) => number));
    cursor = page.next;
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => `#${i}`));
  expect(orders.totals).toMatchObject([{ orders: 25 }]);
});

test("older orders are offered where none is recent, and none where there are none", async () => {
  const shop = await createTestWorkspace();
  const { contactId, open } = await customer(shop, "M1");
  expect((await open()).orders.recent).toEqual({ items: [], next: null });
  await put(shop, order("old", { placedAt: TEST_NOW - 200 * DAY }));
  const { recent } = (await open()).orders;
  expect(recent.items).toEqual([]);
  expect(
    (await shop.client("agent").orders.list.query({ contactId, cursor: recent.next })).items,
  ).toMatchObject([{ number: "#old" }]);
});

test("the panel names the condition that is missing", async () => {
  const shop = await createTestWorkspace();
  const missing = async (memberNo: string | null, kind: ChannelKind) =>
    (await (await customer(shop, memberNo, kind)).open()).orders.missing;
  expect(await missing(null, "line")).toBe("not_bound");
  expect(await missing(null, "website")).toBe("not_logged_in");
  expect(await missing("M1", "website")).toBeNull();
  await set(shop, "modules", { pixel: false });
  expect(await missing(null, "website")).toBe("pixel_off");
  expect(await missing(null, "instagram")).toBe("not_bound");
  expect(await missing("M1", "line")).toBeNull();
});

test("a deleted contact hears nothing of an order, and nobody else's orders are listed", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await customer(shop, "M1");
  const other = await customer(shop, null);
  await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
  await put(shop, order("1"));
  expect(await rowsOf(shop, "select * from event")).toEqual([]);
  expect((await shop.client("agent").orders.list.query({ contactId, cursor: null })).items).toEqual([]);
  expect((await other.open()).orders.recent.items).toEqual([]);
});

test("a role that sees ids and phones masked finds them in no order", async () => {
  const shop = await createTestWorkspace();
  await set(shop, "masking", { agent: ["phone", "email", "id"] });
  const { contactId, open } = await customer(shop, "MEMBER-777888");
  await shop.db.write([
    { sql: "update contact set phone = '+886912345678' where id = ?", args: [contactId] },
  ]);
  await put(
    shop,
    order("1", {
      memberNo: "MEMBER-777888",
      email: "ming@shop.test",
      phone: "+886912345678",
      number: "MEMBER-777888-1",
      items: [{ name: "刻字：0912-345-678 ming@shop.test", quantity: 1, price: 1, pictureUrl: null }],
      url: "https://shop.test/?member=MEMBER-777888",
    }),
  );
  const answer = JSON.stringify(await open());
  for (const secret of ["777888", "345678", "345-678", "ming@shop.test"])
    expect(answer).not.toContain(secret);
});

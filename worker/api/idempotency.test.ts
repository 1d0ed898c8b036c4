import { expect, test } from "vitest";
import { purgeInbound } from "../jobs/purge.ts";
import { runnerOf } from "../test/work.ts";
import { type ApiClient, apiClient } from "../test/api.ts";
import { forEachEngine } from "../test/engines.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

const count = async (shop: TestWorkspace, from: string): Promise<number> =>
  Number((await shop.db.read([`select count(*) as n from ${from}`]))[0]?.rows[0]?.["n"]);

const named = (name: string) => ({ "Idempotency-Key": name });

/** Each writes something that shows when it is done twice. */
const WRITES: [
  name: string,
  effect: string,
  call: (api: ApiClient, ids: Ids, name: string) => ReturnType<ApiClient["call"]>,
][] = [
  [
    "POST /contacts",
    "contact",
    ({ call }, { channelId }, name) =>
      call("POST", "/contacts", { channel_id: channelId, external_id: "new", name: "New" }, named(name)),
  ],
  [
    "PATCH /contacts",
    "event where kind = 'profile.edited'",
    ({ call }, { contactId }, name) =>
      call("PATCH", `/contacts/${contactId}`, { name: "Other" }, named(name)),
  ],
  [
    "POST tags",
    "tagging",
    ({ call }, { contactId }, name) =>
      call("POST", `/contacts/${contactId}/tags`, { tags: ["VIP"] }, named(name)),
  ],
  ["POST /orders", "shop_order", ({ call }, _ids, name) => call("POST", "/orders", ORDER, named(name))],
  [
    "POST messages",
    "message",
    ({ call }, { conversationId }, name) =>
      call(
        "POST",
        `/conversations/${conversationId}/messages`,
        {
          messages: [{ provider_id: "m", sender: { kind: "agent" }, text: "hi", at: "2026-11-20T00:00:00Z" }],
        },
        named(name),
      ),
  ],
];
const ORDER = {
  external_id: "A-1",
  status: "paid",
  total: "12.50",
  currency: "TWD",
  placed_at: "2026-11-20T00:00:00Z",
  updated_at: "2026-11-20T00:00:00Z",
};
type Ids = Awaited<ReturnType<typeof insertContact>>;

forEachEngine("Idempotency-Key", (createWorkspace) => {
  test.each(WRITES)(
    "%s: twenty times the same call at once has one effect and one answer",
    async (name, effect, run) => {
      const shop = await createWorkspace();
      const ids = await insertContact(shop.db, TEST_NOW);
      const api = await apiClient(shop);
      const before = await count(shop, effect);
      const answers = await Promise.all(Array.from({ length: 20 }, () => run(api, ids, name)));
      expect(await count(shop, effect)).toBe(before + 1);
      const told = answers.map(({ status, body }) => JSON.stringify([status, body]));
      expect([...new Set(told)]).toHaveLength(1);
      expect(answers[0]?.status).toBeLessThan(300);
      shop.clock.now += 3_600_000;
      const later = await run(api, ids, name);
      expect(JSON.stringify([later.status, later.body])).toBe(told[0]);
      expect(await count(shop, effect)).toBe(before + 1);
      expect(shop.reported).toEqual([]);
    },
  );

  test("another body, another path, another key: 409, or its own call", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const api = await apiClient(shop);
    const other = await apiClient(shop);
    const tag = (by: ApiClient, tags: string[]) =>
      by.call("POST", `/contacts/${contactId}/tags`, { tags }, named("one"));
    expect((await tag(api, ["a"])).status).toBe(200);
    expect(await tag(api, ["b"])).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(await api.call("PATCH", `/contacts/${contactId}`, { name: "x" }, named("one"))).toMatchObject({
      status: 409,
    });
    expect((await tag(other, ["b"])).status).toBe(200);
    expect(await count(shop, "tagging")).toBe(2);
  });

  test("after 24 hours the name may be used anew", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const { call } = await apiClient(shop);
    const tag = () => call("POST", `/contacts/${contactId}/tags`, { tags: ["a"] }, named("one"));
    await tag();
    shop.clock.now += 24 * 3_600_000 - 1;
    await tag();
    expect(await count(shop, "tagging")).toBe(1);
    shop.clock.now += 1;
    await tag();
    expect(await count(shop, "tagging")).toBe(2);
  });
});

test("a refused call leaves nothing: its name is free for the mended one", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { call } = await apiClient(shop);
  expect((await call("PATCH", `/contacts/${contactId}`, { email: "no" }, named("one"))).status).toBe(400);
  expect((await call("PATCH", `/contacts/${contactId}`, { email: "a@b.test" }, named("one"))).status).toBe(
    200,
  );
});

test("answers kept hold no customer's data, and erasure takes the rest", async () => {
  const shop = await createTestWorkspace();
  const { channelId } = await insertContact(shop.db, TEST_NOW);
  const { call } = await apiClient(shop);
  const row = (i: number) => ({
    channel_id: channelId,
    external_id: `SECRET-${i}`,
    name: "SECRET name",
    email: `secret${i}@b.test`,
  });
  await call("POST", "/contacts", row(1));
  const { body } = await call("POST", "/contacts/bulk", { contacts: [row(2), row(3)] }, named("one"));
  const [{ id }] = body["results"] as [{ id: string }];
  const kept = async () => JSON.stringify((await shop.db.read(["select * from operation"]))[0]?.rows);
  expect((await kept()).toLowerCase()).not.toContain("secret");
  expect(await kept()).toContain(id);
  const { conversations } = shop.client("admin");
  const { token } = await conversations.deletionPreview.query({ contactId: id });
  const deletion = await conversations.delete.mutate({
    operationId: "019a0000-0000-7000-8000-000000000001",
    contactId: id,
    seen: token,
    typed: "DELETE",
  });
  const { eraseDeleted } = await import("../domain/conversations/erase.ts");
  await shop.db.write([`update deletion set erase_at = 0 where id = '${deletion.id}'`]);
  await eraseDeleted(
    shop.db,
    deletion.id,
    () => TEST_NOW,
    async () => true,
  );
  expect(await kept()).not.toContain(id);
  // The repeat still is a repeat: nobody comes back by it.
  const again = await call("POST", "/contacts/bulk", { contacts: [row(2), row(3)] }, named("one"));
  expect(again.status).toBe(200);
  expect(await count(shop, "contact where external_id = 'SECRET-2'")).toBe(0);
});

test("once a day the answers that are kept no longer go, and what others were told a month ago", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { call } = await apiClient(shop);
  await call("POST", `/contacts/${contactId}/tags`, { tags: ["a"] });
  await shop.db.write([
    "insert into webhook_event (id, type, data, at) values ('evt_1', 'tag.applied', '{}', 1)",
  ]);
  const run = runnerOf(shop);
  const job = { id: "j", kind: "purge", payload: {}, progress: null, attempts: 1, leasedUntil: 0 };
  const purge = () =>
    purgeInbound({ ...run, db: shop.db, slug: shop.slug, job, save: async () => undefined });
  const kept = () => count(shop, "operation where kept_until is not null");
  await purge();
  expect([await kept(), await count(shop, "webhook_event")]).toEqual([1, 0]);
  shop.clock.now += 24 * 3_600_000;
  await purge();
  expect(await kept()).toBe(0);
  // What members did is kept.
  expect(await count(shop, "operation")).toBe(1);
});

import { createClient, type InStatement } from "@libsql/client";
import { Webhook } from "standardwebhooks";
import { beforeAll, expect, test, vi } from "vitest";
import type { Database } from "../db/database.ts";
import { newId } from "../domain/id.ts";
import { recordTold } from "../domain/webhooks/tell.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { apiClient } from "../test/api.ts";
import { type CreateWorkspace, forEachEngine } from "../test/engines.ts";
import { serve } from "../test/fakes/server.ts";
import { rowsOf, work } from "../test/work.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../test/workspace.ts";
import type { WebhookType } from "../../shared/schemas/webhooks.ts";

beforeAll(() => useOutgoing({ allowPrivate: true }));

interface Message {
  id: string;
  type: string;
  data: Record<string, unknown>;
  body: string;
  headers: Record<string, string>;
}

/** An endpoint that checks what it is told as the library of Standard Webhooks does, and answers `status`. */
async function receiver() {
  const heard: Message[] = [];
  const state = { status: 200 };
  const url = await serve((request, _url, body) => {
    const headers = request.headers as Record<string, string>;
    const told = JSON.parse(body) as { type: string; data: Record<string, unknown> };
    heard.push({ id: headers["webhook-id"] ?? "", ...told, body, headers });
    return { status: state.status };
  });
  return { url, heard, state, types: () => heard.map(({ type }) => type) };
}

const op = () => ({ operationId: newId(TEST_NOW) });

async function told(types: WebhookType[] = [], create: CreateWorkspace = createTestWorkspace) {
  const shop = await create(Date.now());
  const person = await insertContact(shop.db, shop.clock.now);
  const hook = await receiver();
  const { webhooks } = shop.client("admin");
  const { endpointId, secret } = await webhooks.create.mutate({ ...op(), name: "ERP", url: hook.url, types });
  return { shop, hook, webhooks, endpointId, secret: secret ?? "", ...person };
}

const verified = (secret: string, { body, headers }: Message): boolean => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

forEachEngine("webhooks", (createWorkspace) => {
  test("what happens is told once, signed as Standard Webhooks says, by ids only", async () => {
    const { shop, hook, secret, contactId, customerId, channelId } = await told([], createWorkspace);
    const { call } = await apiClient(shop);
    await call("PATCH", `/contacts/${contactId}`, { name: "SECRET", email: "secret@b.test" });
    await call("POST", `/contacts/${contactId}/tags`, { tags: ["SECRET tag"] });
    await call("POST", "/contacts/bulk", {
      contacts: [1, 2, 3].map((i) => ({ channel_id: channelId, external_id: `SECRET-${i}` })),
    });
    const { token } = await shop.client("admin").conversations.deletionPreview.query({ contactId });
    await shop
      .client("admin")
      .conversations.delete.mutate({ ...op(), contactId, seen: token, typed: "DELETE" });
    await work(shop);
    expect(hook.types().sort()).toEqual([
      "contact.created",
      "contact.created",
      "contact.created",
      "contact.deleted",
      "contact.updated",
      "tag.applied",
    ]);
    expect(hook.heard.map((message) => verified(secret, message))).toEqual(hook.heard.map(() => true));
    expect(hook.heard.find(({ type }) => type === "contact.updated")?.data).toEqual({
      contact_id: contactId,
      customer_id: customerId,
      changed: ["name", "email"],
    });
    expect(JSON.stringify(hook.heard)).not.toMatch(/secret tag|secret@|SECRET-/i);
    expect(new Set(hook.heard.map(({ id }) => id)).size).toBe(6);
    await work(shop);
    expect(hook.heard).toHaveLength(6);
    const forged = hook.heard[0] as Message;
    expect(verified(secret, { ...forged, body: `${forged.body} ` })).toBe(false);
  });
});

test("joins, partings, bindings and subscriptions are told too; types choose", async () => {
  const { shop, hook, contactId } = await told([
    "customer.merged",
    "customer.unmerged",
    "binding.bound",
    "subscription.changed",
  ]);
  const other = await insertContact(shop.db, shop.clock.now, { name: "Other" });
  const { call } = await apiClient(shop);
  const joined = await call("POST", "/customers/merge", {
    contact_id: contactId,
    other_contact_id: other.contactId,
  });
  await call("POST", "/customers/unmerge", { record_id: joined.body["record_id"] });
  await call("POST", `/contacts/${contactId}/tags`, { tags: ["x"] });
  const { recordBinding } = await import("../domain/bindings/record.ts");
  await shop.db.write([
    ...recordBinding(shop.clock.now, {
      contactId,
      kind: "social",
      state: "bound",
      how: "button",
      at: shop.clock.now,
      by: "customer",
    }),
    `update contact set unsubscribed_by_customer_at = 1 where id = '${contactId}'`,
    `update contact set unsubscribed_by_customer_at = 2 where id = '${contactId}'`,
  ]);
  await work(shop);
  expect(hook.types()).toEqual([
    "customer.merged",
    "customer.unmerged",
    "binding.bound",
    "subscription.changed",
  ]);
});

test("of a join or a parting everybody is told of who moved, and nobody else", async () => {
  const { shop, hook, contactId } = await told(["customer.merged", "customer.unmerged"]);
  const { call } = await apiClient(shop);
  const made = [];
  for (let i = 0; i < 3; i++) made.push((await insertContact(shop.db, ++shop.clock.now)).contactId);
  const [a = "", b = "", c = ""] = made;
  const join = async (one: string, other: string) => {
    shop.clock.now++;
    const given = { contact_id: one, other_contact_id: other };
    return String((await call("POST", "/customers/merge", given)).body["record_id"]);
  };
  const customers = async () => {
    const rows = await rowsOf(shop, "select id, customer_id from contact");
    return new Map(rows.map((row) => [String(row["id"]), String(row["customer_id"])]));
  };
  /** What was told since, each with where they are now. */
  const heard = async () => {
    await work(shop);
    const now = await customers();
    return hook.heard
      .splice(0)
      .map(({ type, data }) => {
        expect(data["customer_id"]).toBe(now.get(String(data["contact_id"])));
        expect(data["previous_customer_id"]).not.toBe(data["customer_id"]);
        return [type, data["contact_id"]];
      })
      .sort();
  };
  const both = await join(a, b);
  await join(b, c);
  expect(await heard()).toEqual([b, c].map((id) => ["customer.merged", id]).sort());
  const whole = await join(contactId, a);
  expect(await heard()).toEqual([a, b, c].map((id) => ["customer.merged", id]).sort());
  shop.clock.now++;
  await call("POST", "/customers/unmerge", { record_id: whole });
  expect(await heard()).toEqual([a, b, c].map((id) => ["customer.unmerged", id]).sort());
  const { customers: api } = shop.client("admin");
  const { seen } = await api.ties.query({ contactId: b });
  shop.clock.now++;
  await api.split.mutate({ ...op(), contactId: b, seen, reason: "somebody else" });
  expect(await heard()).toEqual([["customer.unmerged", b]]);
  expect(both).not.toBe(whole);
});

test("what did not arrive is tried again on the schedule, then has failed; it can be told again", async () => {
  const { shop, hook, webhooks, endpointId, contactId } = await told();
  const { call } = await apiClient(shop);
  hook.state.status = 503;
  await call("POST", `/contacts/${contactId}/tags`, { tags: ["a"] });
  await work(shop);
  await work(shop);
  expect(hook.heard).toHaveLength(1);
  const page = () => webhooks.deliveries.query({ endpointId, state: null, before: null });
  expect((await page()).items).toMatchObject([
    { type: "tag.applied", state: "waiting", attempts: 1, lastStatus: 503, lastError: "http_503" },
  ]);
  shop.clock.now += 5500;
  await work(shop);
  expect(hook.heard).toHaveLength(2);
  await shop.db.write(["update webhook_delivery set attempts = 9, next_at = 0"]);
  shop.clock.now += 60_000;
  await work(shop);
  const [failed] = (await page()).items;
  expect(failed).toMatchObject({ state: "failed", attempts: 10 });
  hook.state.status = 200;
  await webhooks.replay.mutate({ ...op(), endpointId, seq: failed?.seq ?? 0 });
  shop.clock.now += 1;
  await work(shop);
  expect((await page()).items).toMatchObject([
    { state: "delivered", attempts: 1, lastStatus: 200, lastError: null },
  ]);
  expect(new Set(hook.heard.map(({ id }) => id)).size).toBe(1);
  const { count } = await webhooks.replaySince.mutate({ ...op(), endpointId, since: 0 });
  expect(count).toBe(1);
  shop.clock.now += 1;
  await work(shop);
  expect(hook.heard).toHaveLength(5);
});

test("after five days without an answer it is switched off, and told so; switched on it gets what waits", async () => {
  const { shop, hook, webhooks, endpointId, contactId } = await told();
  const { call } = await apiClient(shop);
  const tag = (name: string) => call("POST", `/contacts/${contactId}/tags`, { tags: [name] });
  /** As the System page shows it. */
  const shown = async () => {
    const { parts, webhooks } = await shop.client("admin").system.look.query({});
    return [parts.webhooks, webhooks.failing, webhooks.off];
  };
  expect(await shown()).toEqual(["ok", [], []]);
  hook.state.status = 500;
  await tag("a");
  await work(shop);
  expect(await shown()).toEqual(["late", ["ERP"], []]);
  shop.clock.now += 5 * 86_400_000 + 60_000;
  await tag("b");
  await work(shop);
  const [endpoint] = await webhooks.list.query({});
  expect(endpoint).toMatchObject({ active: false, reason: "failing" });
  expect(await rowsOf(shop, "select verb, detail from audit where verb = 'webhooks.disabled'")).toEqual([
    { verb: "webhooks.disabled", detail: '{"reason":"failing"}' },
  ]);
  expect(await shown()).toEqual(["late", [], ["ERP"]]);
  const before = hook.heard.length;
  await tag("while it is off");
  shop.clock.now += 86_400_000;
  await work(shop);
  expect(hook.heard).toHaveLength(before);
  hook.state.status = 200;
  if (!endpoint) throw new Error("no endpoint");
  await webhooks.update.mutate({
    ...op(),
    endpointId,
    name: "ERP",
    url: hook.url,
    types: [],
    active: true,
    seen: endpoint.updatedAt,
  });
  await webhooks.replaySince.mutate({ ...op(), endpointId, since: shop.clock.now - 2 * 86_400_000 });
  shop.clock.now += 1;
  await work(shop);
  expect(await rowsOf(shop, "select count(*) as n from webhook_delivery where state <> 'delivered'")).toEqual(
    [{ n: 0 }],
  );
  expect(hook.heard.length).toBeGreaterThanOrEqual(before + 3);
  const [mended] = await webhooks.list.query({});
  expect(mended).toMatchObject({ active: true, reason: null, failingSince: null });
  expect(await shown()).toEqual(["ok", [], []]);
  // An admin who switches one off knows.
  const seen = mended?.updatedAt ?? 0;
  await webhooks.update.mutate({
    ...op(),
    endpointId,
    name: "ERP",
    url: hook.url,
    types: [],
    active: false,
    seen,
  });
  expect(await shown()).toEqual(["ok", [], []]);
});

test("an endpoint that hangs takes little of the time others wait for, whatever there is to tell it", async () => {
  const { shop, hook, webhooks, endpointId, contactId } = await told();
  const { call } = await apiClient(shop);
  const soon = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => soon(400));
  const url = await serve(async () => {
    hook.heard.push({} as Message);
    return new Promise(() => undefined);
  });
  await shop.db.write([{ sql: "update webhook_endpoint set url = ?", args: [url] }]);
  const tag = (i: number) => call("POST", `/contacts/${contactId}/tags`, { tags: [`t${i}`] });
  for (let i = 0; i < 10; i++) await tag(i);
  await work(shop);
  expect(hook.heard, "not one after the other").toHaveLength(4);
  shop.clock.now += 1000;
  await tag(10);
  await work(shop);
  expect(hook.heard, "nor for what is new").toHaveLength(4);
  await webhooks.test.mutate({ ...op(), endpointId });
  await work(shop);
  expect(hook.heard, "an admin asks").toHaveLength(8);
  shop.clock.now += 60_000;
  await work(shop);
  expect(hook.heard, "later").toHaveLength(12);
  vi.restoreAllMocks();
});

test("much is told again in steps, in its order, and nothing that came after", async () => {
  const { shop, webhooks, endpointId } = await told(["tag.applied"]);
  await shop.db.write(["update webhook_endpoint set state = 'disabled'"]);
  const insert = (id: string, type: string, at: number) => ({
    sql: `insert into webhook_event (id, type, data, at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200) select ? || i, ?, '{}', ? + i % 7 from n`,
    args: [id, type, at],
  });
  await shop.db.write([insert("a", "tag.applied", 100), insert("b", "tag.removed", 100)]);
  const asked = await webhooks.replaySince.mutate({ ...op(), endpointId, since: 101 });
  await shop.db.write([insert("later", "tag.applied", shop.clock.now + 1)]);
  const waiting = async () => (await rowsOf(shop, "select count(*) as n from webhook_delivery"))[0]?.["n"];
  expect(await waiting(), "not in the batch of the call").toBe(0);
  await work(shop);
  const [since] = await rowsOf(
    shop,
    "select count(*) as n from webhook_event where type = 'tag.applied' and at between 101 and 107",
  );
  expect([asked.count, await waiting()]).toEqual([since?.["n"], since?.["n"]]);
});

test("what became of some is kept by their keys, however many wait", async () => {
  const { shop, endpointId } = await told();
  let kept: InStatement | undefined;
  const db: Database = {
    ...shop.db,
    write: (statements) => ((kept = statements[0]), shop.db.write(statements)),
  };
  await recordTold(db, endpointId, [{ seq: 1, attempts: 0, status: 200, error: null }], TEST_NOW, "r");
  if (typeof kept !== "object") throw new Error("nothing was kept");
  const client = createClient({ url: ":memory:" });
  const schema = await rowsOf(
    shop,
    "select sql from sqlite_master where tbl_name = 'webhook_delivery' and sql is not null order by type = 'index'",
  );
  for (const { sql } of schema) await client.execute(String(sql));
  const plan = await client.execute({ ...kept, sql: `explain query plan ${kept.sql}` });
  client.close();
  expect(plan.rows.map(({ detail }) => detail)).toContain(
    "SEARCH webhook_delivery USING PRIMARY KEY (endpoint_id=? AND event_seq=?)",
  );
});

test("a secret is told once, rests sealed, and after a rotation both sign for a day", async () => {
  const { shop, hook, webhooks, endpointId, secret, contactId } = await told();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const input = { ...op(), endpointId };
  const rotated = await webhooks.rotate.mutate(input);
  expect(rotated.secret).not.toBe(secret);
  expect(await webhooks.rotate.mutate(input)).toEqual({ endpointId, secret: null });
  expect(JSON.stringify(await webhooks.list.query({}))).not.toContain("whsec_");
  expect(JSON.stringify(await rowsOf(shop, "select * from webhook_endpoint"))).not.toContain("whsec_");
  const { call } = await apiClient(shop);
  await call("POST", `/contacts/${contactId}/tags`, { tags: ["a"] });
  await work(shop);
  shop.clock.now += 24 * 3_600_000;
  await call("POST", `/contacts/${contactId}/tags`, { tags: ["b"] });
  await work(shop);
  const signatures = hook.heard.map(({ headers }) => headers["webhook-signature"]?.split(" ").length);
  expect(signatures).toEqual([2, 1]);
  const [first] = hook.heard as [Message];
  expect([verified(secret, first), verified(rotated.secret ?? "", first)]).toEqual([true, true]);
});

test("a test is told to the one endpoint, whatever it asks for; 410 switches it off; removing takes all with it", async () => {
  const { shop, hook, webhooks, endpointId } = await told(["tag.applied"]);
  const other = await receiver();
  await webhooks.create.mutate({ ...op(), name: "All", url: other.url, types: [] });
  await webhooks.test.mutate({ ...op(), endpointId });
  await work(shop);
  expect([hook.types(), other.types()]).toEqual([["webhook.test"], []]);
  hook.state.status = 410;
  shop.clock.now += 1;
  await webhooks.test.mutate({ ...op(), endpointId });
  await work(shop);
  expect((await webhooks.list.query({})).find(({ id }) => id === endpointId)).toMatchObject({
    active: false,
    reason: "gone",
  });
  for (const { id } of await webhooks.list.query({}))
    await webhooks.remove.mutate({ ...op(), endpointId: id });
  await work(shop);
  for (const table of ["webhook_endpoint", "webhook_event", "webhook_delivery"]) {
    expect(await rowsOf(shop, `select count(*) as n from ${table}`)).toEqual([{ n: 0 }]);
  }
  await insertContact(shop.db, shop.clock.now, { name: "Nobody is told" });
  expect(await rowsOf(shop, "select count(*) as n from webhook_event")).toEqual([{ n: 0 }]);
});

test("a removed endpoint is there for nobody at once; what hangs on it goes in steps, and only that", async () => {
  const { shop, hook, webhooks, endpointId } = await told(["tag.applied"]);
  const other = await receiver();
  const kept = await webhooks.create.mutate({ ...op(), name: "All", url: other.url, types: [] });
  await shop.db.write([
    {
      sql: `insert into webhook_event (id, type, data, at)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 1800) select 'e' || i, 'tag.applied', '{}', ? from n`,
      args: [shop.clock.now + 60_000],
    },
  ]);
  const most = watched(shop);
  await webhooks.remove.mutate({ ...op(), endpointId });
  expect((await webhooks.list.query({})).map(({ id }) => id)).toEqual([kept.endpointId]);
  expect((await webhooks.deliveries.query({ endpointId, state: null, before: null })).items).toEqual([]);
  const [{ seq } = {}] = await rowsOf(shop, "select min(seq) as seq from webhook_event");
  const calls = [
    webhooks.remove.mutate({ ...op(), endpointId }),
    webhooks.rotate.mutate({ ...op(), endpointId }),
    webhooks.test.mutate({ ...op(), endpointId }),
    webhooks.replay.mutate({ ...op(), endpointId, seq: Number(seq) }),
    webhooks.replaySince.mutate({ ...op(), endpointId, since: 0 }),
    webhooks.update.mutate({
      ...op(),
      endpointId,
      name: "ERP",
      url: hook.url,
      types: [],
      active: true,
      seen: shop.clock.now,
    }),
  ];
  for (const failure of await Promise.all(calls.map((call: Promise<unknown>) => failureOfCall(call)))) {
    expect(failure).toMatchObject({ code: "NOT_FOUND" });
  }
  shop.clock.now += 30_000;
  await work(shop);
  const counts = () =>
    rowsOf(
      shop,
      "select (select count(*) from webhook_endpoint) as endpoints, (select count(*) from webhook_event) as events, (select count(*) from webhook_delivery) as deliveries, (select count(*) from job where key like 'webhook%') as jobs",
    );
  expect(await counts()).toEqual([{ endpoints: 1, events: 1800, deliveries: 1800, jobs: 1 }]);
  await webhooks.remove.mutate({ ...op(), endpointId: kept.endpointId });
  await work(shop);
  expect(await counts()).toEqual([{ endpoints: 0, events: 0, deliveries: 0, jobs: 0 }]);
  expect([hook.heard, other.heard]).toEqual([[], []]);
  expect(most()).toBeLessThan(1000);
});

/** The most rows that a write has changed from here on, with all that hung on them. */
function watched(shop: TestWorkspace): () => number {
  let most = 0;
  const { write } = shop.db;
  shop.db.write = async (statements) => {
    const changes = "select total_changes() as n";
    const results = await write([changes, ...statements, changes]);
    most = Math.max(most, Number(results.at(-1)?.rows[0]?.["n"]) - Number(results[0]?.rows[0]?.["n"]));
    return results.slice(1, -1);
  };
  return () => most;
}

test("a private address is refused, and a redirect is no answer", async () => {
  const shop: TestWorkspace = await createTestWorkspace();
  const { webhooks } = shop.client("admin");
  const create = (url: string) =>
    failureOfCall(webhooks.create.mutate({ ...op(), name: "x", url, types: [] }));
  useOutgoing({ allowPrivate: false });
  for (const url of ["http://127.0.0.1/x", "https://10.0.0.1", "https://[::1]/", "https://localhost/"]) {
    expect(await create(url)).toMatchObject({ code: "ADDRESS_NOT_ALLOWED", field: "url" });
  }
  useOutgoing({ allowPrivate: true });
  for (const url of ["javascript:alert(1)", "ftp://a.test", "", "x".repeat(3000)]) {
    expect(["INVALID_INPUT", "TOO_LONG"]).toContain((await create(url)).code);
  }
});

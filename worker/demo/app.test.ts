import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type {
  DemoChanges,
  DemoConversation,
  DemoConversations,
  DemoPlace,
  DemoThread,
} from "../../shared/schemas/demo.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";
import { createDemoApp } from "./app.ts";
import { LINE_DEMO } from "./shop.ts";

const UNKNOWN = "01900000-0000-7000-8000-000000000000";

async function createDemo() {
  const shop = await createTestWorkspace();
  const pages = await mkdtemp(join(tmpdir(), "alongside-pages-"));
  await mkdir(join(pages, "chunks"));
  await writeFile(join(pages, "demo.html"), "<title>Demo</title>");
  await writeFile(join(pages, "manifest.json"), "{}");
  await writeFile(join(pages, "chunks", "demo-1a.js"), "1");
  const app = createDemoApp({ db: shop.db, workspace: "shop", publicUrl: "http://localhost:8787", pages });
  const get = async (path: string, host = "localhost:8788") => app.request(`http://${host}${path}`);
  const json = async <T>(path: string): Promise<T> => (await get(path)).json() as Promise<T>;
  let made = 0;
  const say = async (
    of: { conversationId: string; channelId: string },
    at: number,
    fields: { sender?: string; text?: string | null; unsentAt?: number } = {},
  ) => {
    const id = `0193a5b0-0000-7000-8000-${String(++made).padStart(12, "0")}`;
    const { sender = "customer", text = `message ${made}`, unsentAt = null } = fields;
    await shop.db.write([
      {
        sql: `insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at, unsent_at)
          values (?, ?, ?, ?, ?, 'text', ?, ?, ?, ?)`,
        args: [id, of.conversationId, of.channelId, id, sender, text, at, at, unsentAt],
      },
      {
        sql: "update conversation set last_message_at = ?, message_count = message_count + 1 where id = ?",
        args: [at, of.conversationId],
      },
    ]);
    return id;
  };
  return { shop, get, json, say };
}

test("lists every conversation once, newest first, page by page", async () => {
  const { shop, json, say } = await createDemo();
  for (let i = 0; i < 65; i++) {
    // Pairs at the same moment: the page's edge falls between two of them.
    await say(await insertContact(shop.db, TEST_NOW), TEST_NOW + Math.floor(i / 2));
  }
  await insertContact(shop.db, TEST_NOW);
  const seen: DemoConversation[] = [];
  let cursor: string | null = null;
  do {
    const page: DemoConversations = await json(`/api/conversations${cursor ? `?cursor=${cursor}` : ""}`);
    seen.push(...page.items);
    cursor = page.next;
  } while (cursor);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(65);
  expect(seen).toHaveLength(65);
  const times = seen.map(({ last }) => last.at);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test("says who it is, what came last and what nobody has answered", async () => {
  const { shop, json, say } = await createDemo();
  const of = await insertContact(shop.db, TEST_NOW, { externalId: "U1", name: "王小明", kind: "line" });
  await say(of, TEST_NOW);
  await say(of, TEST_NOW + 1, { sender: "agent" });
  await say(of, TEST_NOW + 2);
  await say(of, TEST_NOW + 3, { text: "還有貨嗎？" });
  const item = await json<DemoConversation>(`/api/conversations/${of.conversationId}`);
  expect(item).toMatchObject({
    id: of.conversationId,
    name: "王小明",
    externalId: "U1",
    channel: { kind: "line", accountId: "Ubot" },
    unread: 2,
    last: { text: "還有貨嗎？", senderKind: "customer", unsent: false, at: TEST_NOW + 3 },
  });
});

test("pages a thread back to its beginning, oldest first", async () => {
  const { shop, json, say } = await createDemo();
  const of = await insertContact(shop.db, TEST_NOW);
  const ids: string[] = [];
  for (let i = 0; i < 120; i++) ids.push(await say(of, TEST_NOW + Math.floor(i / 3)));
  const path = `/api/conversations/${of.conversationId}/messages`;
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: DemoThread = await json(`${path}${cursor ? `?cursor=${cursor}` : ""}`);
    expect(page.items.length).toBeLessThanOrEqual(50);
    seen.unshift(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor);
  expect(seen).toEqual(ids);
});

test("tells what changed: a message, one taken back, a name looked up; and nothing else", async () => {
  const { shop, json, say } = await createDemo();
  const of = await insertContact(shop.db, TEST_NOW, { name: null });
  const id = await say(of, TEST_NOW);
  const ask = async (version: string) =>
    json<DemoChanges>(`/api/changes?version=${version}&open=${of.conversationId}`);
  const first = await ask("");
  expect((await ask(first.version)).changed).toBeNull();

  await say(of, TEST_NOW + 1, { text: "在嗎" });
  const second = await ask(first.version);
  expect(second.changed?.thread?.items.at(-1)).toMatchObject({ text: "在嗎" });
  expect(second.changed?.conversations.items[0]?.last.text).toBe("在嗎");

  await shop.db.write([
    { sql: "update message set text = null, unsent_at = ? where id = ?", args: [TEST_NOW + 2, id] },
  ]);
  const third = await ask(second.version);
  expect(third.changed?.thread?.items[0]).toMatchObject({ id, text: null, unsent: true });

  await shop.db.write([{ sql: "update contact set name = '小宇' where id = ?", args: [of.contactId] }]);
  const fourth = await ask(third.version);
  expect(fourth.changed?.conversations.items[0]?.name).toBe("小宇");
});

test("a deleted contact is gone from list and thread", async () => {
  const { shop, get, json, say } = await createDemo();
  const of = await insertContact(shop.db, TEST_NOW);
  await say(of, TEST_NOW);
  await shop.db.write([
    { sql: "update contact set deleted_at = 1 where id = ?", args: [of.contactId] },
    { sql: "update conversation set deleted_at = 1 where id = ?", args: [of.conversationId] },
  ]);
  expect((await json<DemoConversations>("/api/conversations")).items).toEqual([]);
  expect((await get(`/api/conversations/${of.conversationId}`)).status).toBe(404);
  expect((await json<DemoThread>(`/api/conversations/${of.conversationId}/messages`)).items).toEqual([]);
});

test.each([
  ["/", 200],
  ["/chunks/demo-1a.js", 200],
  ["/manifest.json", 404],
  ["/chunks/../manifest.json", 404],
  ["/chunks/%2e%2e%2fmanifest.json", 404],
  ["/api/conversations?cursor=1", 400],
  [`/api/conversations/${UNKNOWN}`, 404],
])("answers %s with %i", async (path, status) => {
  const { get } = await createDemo();
  expect((await get(path)).status).toBe(status);
});

test("lets its page load only its own files and frame only Alongside, which nobody may frame", async () => {
  const { get } = await createDemo();
  const policy = (await get("/")).headers.get("Content-Security-Policy")?.split("; ");
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "frame-src http://localhost:8787",
      "frame-ancestors 'none'",
    ]),
  );
});

test("answers to loopback's names only", async () => {
  const { get } = await createDemo();
  expect((await get("/api/conversations", "rebound.example:8788")).status).toBe(403);
  expect((await get("/api/conversations", "127.0.0.1:8788")).status).toBe(200);
});

test("says where the panel is and how to write to it", async () => {
  const { json } = await createDemo();
  const place = await json<DemoPlace>("/api/place");
  expect(place.panelUrl).toBe("http://localhost:8787/panel?workspace=shop");
  expect(place.lineCommand).toContain(`http://localhost:8787/w/shop/hooks/${LINE_DEMO.connectionId}`);
});

test("stands in for LINE where profiles are looked up", async () => {
  const { get, json } = await createDemo();
  const path = `/line/v2/bot/profile/${LINE_DEMO.newcomer}`;
  const profile = await json<{ userId: string; displayName: string }>(path);
  expect(profile.userId).toBe(LINE_DEMO.newcomer);
  expect(profile.displayName).not.toBe("");
  expect((await get("/line/v2/bot/profile/Unknown")).status).toBe(404);
});

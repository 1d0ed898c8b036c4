import { expect, test, vi } from "vitest";
import { newId } from "../domain/id.ts";
import {
  API_TOKEN,
  connectChatwoot,
  FACEBOOK_INBOX,
  fakeChatwoot,
  type FakeContact,
  type FakeConversation,
  LINE_INBOX,
  messageEvent,
  postChatwoot,
  WEB_INBOX,
} from "../test/fakes/chatwoot.ts";
import { userId } from "../test/fakes/line.ts";
import { rowsOf, runnerOf, work } from "../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../test/workspace.ts";
import { runDue } from "./run.ts";

// Over a hundred requests each.
vi.setConfig({ testTimeout: 60_000 });

const at = (minutes: number) => TEST_NOW / 1000 - 86_400 + minutes * 60;

const says = (id: number, fields: Record<string, unknown> = {}) => ({
  id,
  content: `message ${id}`,
  message_type: 0,
  private: false,
  created_at: at(id % 1000),
  ...fields,
});

/** 30 conversations, so two pages: the first with 45 messages, the others with two. */
async function installed() {
  const shop = await createTestWorkspace();
  const chatwoot = await fakeChatwoot();
  for (let i = 1; i <= 30; i++) {
    const contact: FakeContact = {
      id: i,
      name: `顧客 ${i}`,
      addresses: [
        { inbox: LINE_INBOX, source_id: userId(i) },
        ...(i === 1 ? [{ inbox: FACEBOOK_INBOX, source_id: "psid-1" }] : []),
      ],
    };
    const conversation: FakeConversation = {
      id: 100 + i,
      contact,
      in: 0,
      status: i === 2 ? "resolved" : "open",
    };
    chatwoot.contacts.push(contact);
    chatwoot.conversations.push(conversation);
    const first = i * 1000;
    const messages = Array.from({ length: i === 1 ? 45 : 2 }, (_, n) => says(first + n));
    messages.push(
      says(first + 900, { message_type: 1, sender: { name: "林客服", type: "user" } }),
      says(first + 901, { message_type: 1, private: true, content: "private" }),
      says(first + 902, { message_type: 2, content: "activity" }),
    );
    chatwoot.messages.set(100 + i, messages);
  }
  const connectionId = await connectChatwoot(shop, {
    apiToken: API_TOKEN,
    apiBase: chatwoot.base,
    requestsPerSecond: 1000,
  });
  const { connections } = shop.client("admin");
  return {
    shop,
    chatwoot,
    connectionId,
    start: () => connections.startBackfill.mutate({ operationId: newId(TEST_NOW), connectionId }),
    progress: () => connections.backfillProgress.query({ connectionId }),
  };
}

/** 45 + 1 messages of the first conversation, three of each other. */
const MESSAGES = 46 + 29 * 3;

test("brings every conversation with its contact, channels, links, state and messages; twice is once", async () => {
  const { shop, chatwoot, start, progress } = await installed();
  expect(await progress()).toMatchObject({ state: "none" });
  await start();
  expect(await progress()).toMatchObject({ state: "waiting", conversationsTotal: null });
  await work(shop);
  const done = {
    state: "done",
    conversationsDone: 30,
    conversationsTotal: 30,
    messages: MESSAGES,
    skipped: 0,
  };
  expect(await progress()).toMatchObject(done);
  const facts = async () =>
    rowsOf(
      shop,
      `select (select count(*) from message) as messages, (select sum(message_count) from conversation) as counted,
        (select count(*) from contact) as contacts, (select count(distinct customer_id) from contact) as customers,
        (select count(*) from inbox_link where method = 'backfill') as links,
        (select count(*) from conversation where state = 'resolved') as resolved,
        (select count(*) from message where text = 'private') as private,
        (select count(*) from message where sender_kind = 'agent' and sender_name = '林客服') as agents,
        (select name from contact where external_id = ?) as name`,
      userId(7),
    );
  const expected = [
    {
      messages: MESSAGES,
      counted: MESSAGES,
      contacts: 31,
      customers: 30,
      links: 30,
      resolved: 1,
      private: 0,
      agents: 30,
      name: "顧客 7",
    },
  ];
  expect(await facts()).toEqual(expected);
  expect(chatwoot.asked.filter((path) => path.includes("conversations?"))).toHaveLength(3);

  shop.clock.now += 1000;
  await start();
  await work(shop);
  expect(await progress()).toMatchObject(done);
  expect(await facts()).toEqual(expected);
  expect(shop.reported).toEqual([]);
});

test("goes on where it was after a restart, a 429 and an error, asking nothing twice", async () => {
  const { shop, chatwoot, start, progress } = await installed();
  await start();
  const { workspace, deps } = runnerOf(shop);
  await runDue(workspace, deps);
  const half = await progress();
  expect(half.state).not.toBe("done");
  expect(half.conversationsDone).toBeGreaterThan(0);

  chatwoot.instead.push({ status: 429, headers: { "retry-after": "30" } });
  await work(shop);
  expect(await progress()).toMatchObject({ state: "waiting", error: "http_429" });
  shop.clock.now += 29_000;
  await work(shop);
  expect(await progress()).toMatchObject({ state: "waiting" });
  shop.clock.now += 1000;
  chatwoot.instead.push({ status: 502 });
  await work(shop);
  expect(await progress()).toMatchObject({ state: "waiting", error: "http_502" });
  shop.clock.now += 60_000;
  await work(shop);
  expect(await progress()).toMatchObject({
    state: "done",
    messages: MESSAGES,
    conversationsDone: 30,
    error: null,
  });
  const refused = 2;
  expect(chatwoot.asked).toHaveLength(new Set(chatwoot.asked).size + refused);
});

test("a refused token says so on the connection; a new one lets it go on", async () => {
  const { shop, connectionId, start, progress } = await installed();
  const { connections } = shop.client("admin");
  const update = (apiToken: string) =>
    connections.update.mutate({ operationId: newId(TEST_NOW), connectionId, apiToken });
  await update("wrong");
  await start();
  await work(shop);
  expect(await progress()).toMatchObject({ state: "waiting", error: "http_401" });
  expect((await connections.list.query({}))[0]).toMatchObject({
    state: "failing",
    stateReason: "access_token_refused",
  });
  await update(API_TOKEN);
  await work(shop);
  expect(await progress()).toMatchObject({ state: "done" });
});

test("without a token it fails with its reason; whose a thread is must be certain", async () => {
  const { shop, chatwoot, connectionId, start, progress } = await installed();
  const contact = chatwoot.contacts[3];
  contact?.addresses.push({ inbox: LINE_INBOX, source_id: userId(99) });
  chatwoot.contacts.splice(5, 1);
  await start();
  await work(shop);
  expect(await progress()).toMatchObject({ state: "done", conversationsDone: 30, skipped: 2 });

  const other = await connectChatwoot(shop);
  const { connections } = shop.client("admin");
  await connections.startBackfill.mutate({ operationId: newId(TEST_NOW), connectionId: other });
  await work(shop);
  expect(await connections.backfillProgress.query({ connectionId: other })).toMatchObject({
    state: "failed",
    error: "no_api_token",
  });
  expect(connectionId).not.toBe(other);
});

test("a new contact's other inboxes are asked for, so that they are one customer before they write", async () => {
  const { shop, chatwoot, connectionId } = await installed();
  const conversation = chatwoot.conversations[0];
  if (!conversation) throw new Error("there are conversations");
  await postChatwoot(shop, connectionId, messageEvent(conversation, says(1, { message_type: "incoming" })));
  await work(shop);
  expect(
    await rowsOf(
      shop,
      "select external_id, name, (select count(*) from customer) as made from contact order by 1",
    ),
  ).toEqual([
    { external_id: userId(1), name: "顧客 1", made: 2 },
    { external_id: "psid-1", name: "顧客 1", made: 2 },
  ]);
  expect(await rowsOf(shop, "select count(distinct customer_id) as n from contact")).toEqual([{ n: 1 }]);
  expect(chatwoot.asked).toEqual(["/api/v1/accounts/3/contacts/1"]);
  expect(await rowsOf(shop, "select id from job where kind = 'chatwoot.contact'")).toEqual([]);
});

test("a message that came by webhook and by backfill is one, and its thread keeps the webhook's link", async () => {
  const { shop, chatwoot, connectionId, start } = await installed();
  const conversation = chatwoot.conversations[0];
  if (!conversation) throw new Error("there are conversations");
  await postChatwoot(
    shop,
    connectionId,
    messageEvent(conversation, says(1000, { message_type: "incoming" })),
  );
  await work(shop);
  await start();
  await work(shop);
  expect(await rowsOf(shop, "select count(*) as n from message")).toEqual([{ n: MESSAGES }]);
  expect(await rowsOf(shop, "select method from inbox_link where conversation = '101'")).toEqual([
    { method: "webhook" },
  ]);
  const visitor: FakeContact = { id: 77, name: "v", addresses: [{ inbox: WEB_INBOX, source_id: "v" }] };
  await postChatwoot(
    shop,
    connectionId,
    messageEvent({ id: 900, contact: visitor, in: 0 }, says(77_000, { message_type: "incoming" })),
  );
  await work(shop);
  expect(shop.reported).toEqual([]);
});

import { expect, test } from "vitest";
import {
  agent,
  connectChatwoot,
  API_TOKEN,
  fakeChatwoot,
  LINE_INBOX,
  messageEvent,
  postChatwoot,
} from "../../test/fakes/chatwoot.ts";
import { connectLine, postLine, textEvent, userId } from "../../test/fakes/line.ts";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf, work } from "../../test/work.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../../test/workspace.ts";
import { newId } from "../id.ts";
import { isSwitchedOff } from "./blocked.ts";

const switchTo = (
  shop: TestWorkspace,
  contactId: string,
  active: boolean,
  role: "admin" | "agent" = "admin",
) => shop.client(role).conversations.setActive.mutate({ operationId: newId(TEST_NOW), contactId, active });

const kinds = async (shop: TestWorkspace, contactId: string) =>
  (await rowsOf(shop, "select kind, data from event where contact_id = ? order by at, id", contactId))
    .filter(({ kind }) => String(kind).includes("blocked"))
    .map(({ kind, data }) => [kind, JSON.parse(String(data))]);

async function lineShop() {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  await postLine(shop, connectionId, [textEvent("1", "before")]);
  await work(shop);
  const [contact] = await rowsOf(shop, "select id, channel_id from contact");
  const contactId = String(contact?.["id"]);
  const channelId = String(contact?.["channel_id"]);
  const texts = async () =>
    (await rowsOf(shop, "select text from message order by seq")).map(({ text }) => text);
  return { shop, connectionId, contactId, channelId, texts };
}

forEachEngine("conversations.setActive", (createWorkspace) => {
  test("off and on: who, when, in the log, each once; the second of two at once is told", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const [first, second] = await Promise.allSettled([
      switchTo(shop, contactId, false),
      switchTo(shop, contactId, false),
    ]);
    expect([first.status, second.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    const done = [first, second].find(({ status }) => status === "fulfilled");
    expect(done).toMatchObject({
      value: { active: false, at: TEST_NOW, byName: "The admin", blockedMessages: 0, host: null },
    });
    expect(await failureOfCall(switchTo(shop, contactId, false))).toMatchObject({ code: "STALE" });
    expect(await switchTo(shop, contactId, true)).toMatchObject({ active: true, at: null, byName: null });
    expect(await kinds(shop, contactId)).toEqual([
      ["conversation.blocked", {}],
      ["conversation.unblocked", { messages: 0 }],
    ]);
    expect(await failureOfCall(switchTo(shop, contactId, false, "agent"))).toMatchObject({
      code: "FORBIDDEN",
    });
    const audit = await rowsOf(
      shop,
      "select detail from audit where verb = 'conversations.setActive' and outcome = 'done'",
    );
    expect(audit.map(({ detail }) => detail)).toEqual(['{"active":false}', '{"active":true}']);
  });
});

test("what a blocked customer writes is counted once and kept nowhere, also after they are let in again", async () => {
  const { shop, connectionId, contactId, channelId, texts } = await lineShop();
  await switchTo(shop, contactId, false);
  expect(await isSwitchedOff(shop.db, { channelId, externalId: userId(1) })).toBe(true);
  const secret = textEvent("2", "CANARY-while-blocked");
  await postLine(shop, connectionId, [secret]);
  await postLine(shop, connectionId, [{ ...secret, webhookEventId: "another-delivery" }]);
  await work(shop);
  expect(await texts()).toEqual(["before"]);
  const [contact] = await rowsOf(shop, "select blocked_messages, last_customer_at from contact");
  expect(contact).toMatchObject({ blocked_messages: 1 });
  expect(await switchTo(shop, contactId, true)).toMatchObject({ active: true });
  expect((await kinds(shop, contactId)).at(-1)).toEqual(["conversation.unblocked", { messages: 1 }]);

  await postLine(shop, connectionId, [
    { ...secret, webhookEventId: "a-late-delivery" },
    textEvent("3", "after"),
  ]);
  await work(shop);
  expect(await texts()).toEqual(["before", "after"]);
  const tables = await rowsOf(
    shop,
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'contact_name%' and name not like 'contact_search%'",
  );
  for (const { name } of tables) {
    expect(JSON.stringify(await rowsOf(shop, `select * from "${String(name)}"`))).not.toContain("CANARY");
  }
});

test("a switch between the plan and its batch still counts", async () => {
  const { shop, connectionId, contactId, texts } = await lineShop();
  await postLine(shop, connectionId, [textEvent("2", "during")]);
  // Not through the verb, which makes the plan outdated: the batch itself must look.
  const db = shop.db;
  let once = true;
  const racing: TestWorkspace = {
    ...shop,
    db: {
      ...db,
      async write(statements) {
        const processing = statements.some((s) => JSON.stringify(s).includes("insert into message"));
        if (processing && once) {
          once = false;
          await db.write([{ sql: "update contact set blocked_at = 1 where id = ?", args: [contactId] }]);
        }
        return db.write(statements);
      },
    },
  };
  await work(racing);
  expect(once).toBe(false);
  expect(await texts()).toEqual(["before"]);
  expect(await rowsOf(shop, "select blocked_messages from contact")).toEqual([{ blocked_messages: 1 }]);
});

test("follow and unfollow are still known of who is blocked; what could not be read is not set aside", async () => {
  const { shop, connectionId, contactId } = await lineShop();
  await switchTo(shop, contactId, false);
  await postLine(shop, connectionId, [
    { ...textEvent("9", ""), type: "unfollow", message: undefined, webhookEventId: "u" },
  ]);
  await work(shop);
  const [contact] = await rowsOf(shop, "select unsubscribed_by_customer_at as at from contact");
  expect(contact?.["at"]).not.toBeNull();
  const payload = JSON.stringify({ source: { userId: userId(1) }, text: "CANARY" });
  await shop.db.write([
    {
      sql: "insert into inbound_event (connection_id, dedupe_key, payload, received_at, attempts) values (?, 'broken', ?, 1, 99)",
      args: [connectionId, payload],
    },
  ]);
  await work(shop);
  const [broken] = await rowsOf(
    shop,
    "select payload, processed_at from inbound_event where dedupe_key = 'broken'",
  );
  expect(broken?.["processed_at"]).not.toBeNull();
  expect(broken?.["payload"]).toBe("{}");
});

const ming = { id: 55, name: "王小明", addresses: [{ inbox: LINE_INBOX, source_id: "U55" }] };
const thread = { id: 7, contact: ming, in: 0 };

async function chatwootShop(fields: { apiToken?: string } = { apiToken: API_TOKEN }) {
  const shop = await createTestWorkspace();
  const chatwoot = await fakeChatwoot();
  chatwoot.contacts = [{ ...ming }];
  chatwoot.conversations = [thread];
  const connectionId = await connectChatwoot(shop, {
    webhookSecret: "chatwoot-webhook-secret",
    apiBase: chatwoot.base,
    ...fields,
  });
  await postChatwoot(shop, connectionId, messageEvent(thread, { id: 1, content: "before", source_id: "m1" }));
  await work(shop);
  const [contact] = await rowsOf(shop, "select id from contact");
  const contactId = String(contact?.["id"]);
  const stand = async () =>
    (await rowsOf(shop, "select host_block as stand, host_block_reason as reason from contact"))[0];
  return { shop, chatwoot, connectionId, contactId, stand };
}

test("the host inbox blocks too and says so itself; on opens it again; agents' messages stay", async () => {
  const { shop, chatwoot, connectionId, contactId, stand } = await chatwootShop();
  expect(await switchTo(shop, contactId, false)).toMatchObject({ host: "waiting" });
  await work(shop);
  expect(chatwoot.contacts[0]?.blocked).toBe(true);
  expect(await stand()).toEqual({ stand: "blocked", reason: null });
  await postChatwoot(shop, connectionId, messageEvent(thread, { id: 2, content: "hidden", source_id: "m2" }));
  await postChatwoot(shop, connectionId, messageEvent(thread, { id: 3, content: "bye", ...agent }));
  await work(shop);
  expect(await rowsOf(shop, "select text from message order by seq")).toEqual([
    { text: "before" },
    { text: "bye" },
  ]);

  expect(await switchTo(shop, contactId, true)).toMatchObject({ host: "waiting" });
  await work(shop);
  expect(chatwoot.contacts[0]?.blocked).toBe(false);
  expect(await stand()).toEqual({ stand: "open", reason: null });
});

test("a host that refuses, or takes no notice, is not shown as blocked", async () => {
  const { shop, chatwoot, contactId, stand } = await chatwootShop();
  chatwoot.knowsBlocking = false;
  await switchTo(shop, contactId, false);
  await work(shop);
  expect(await stand()).toEqual({ stand: "refused", reason: "not_applied" });
  await switchTo(shop, contactId, true);
  chatwoot.instead = [{ status: 403, body: { error: "You are not authorized" } }];
  await work(shop);
  expect(await stand()).toEqual({ stand: "refused", reason: "http_403" });
});

test("a host that does not answer is waited for; without a token none is asked", async () => {
  const { shop, chatwoot, contactId, stand } = await chatwootShop();
  chatwoot.instead = [{ status: 503 }];
  await switchTo(shop, contactId, false);
  await work(shop);
  expect(await stand()).toEqual({ stand: "waiting", reason: "http_503" });
  shop.clock.now += 60_000;
  await work(shop);
  expect(await stand()).toEqual({ stand: "blocked", reason: null });
  expect(shop.reported).toEqual([]);

  const without = await chatwootShop({});
  await switchTo(without.shop, without.contactId, false);
  await work(without.shop);
  expect(await without.stand()).toEqual({ stand: null, reason: null });
  expect(without.chatwoot.asked).toEqual([]);
});

test("switched to and fro while the host is slow: it ends as the switch stands", async () => {
  const { shop, chatwoot, contactId, stand } = await chatwootShop();
  await switchTo(shop, contactId, false);
  await Promise.all([work(shop), switchTo(shop, contactId, true)]);
  await work(shop);
  expect(chatwoot.contacts[0]?.blocked).toBe(false);
  expect(await stand()).toEqual({ stand: "open", reason: null });
});

test("a page's link is enough to find the contact at the host", async () => {
  const { shop, chatwoot, contactId, stand } = await chatwootShop();
  await shop.db.write(["delete from identity_record"]);
  chatwoot.asked = [];
  await switchTo(shop, contactId, false);
  await work(shop);
  expect(chatwoot.asked.at(0)).toMatch(/\/conversations\/7$/);
  expect(await stand()).toEqual({ stand: "blocked", reason: null });
});

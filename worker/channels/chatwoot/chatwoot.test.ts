import { expect, test } from "vitest";
import { newId } from "../../domain/id.ts";
import {
  agent,
  chatwootHeaders,
  connectChatwoot,
  contactEvent,
  conversationEvent,
  FACEBOOK_INBOX,
  type FakeContact,
  LINE_INBOX,
  messageEvent,
  ORIGIN,
  postChatwoot,
  WEB_INBOX,
  WEBHOOK_SECRET,
} from "../../test/fakes/chatwoot.ts";
import { BOT, connectLine, fakeLine, postLine, postRaw, textEvent, userId } from "../../test/fakes/line.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

const wang: FakeContact = {
  id: 71,
  name: "王大明",
  email: "Wang@Example.com",
  phone_number: "+886912345678",
  addresses: [
    { inbox: LINE_INBOX, source_id: userId(1) },
    { inbox: WEB_INBOX, source_id: "8c1f-visitor" },
    { inbox: FACEBOOK_INBOX, source_id: "5551234" },
  ],
};
const onLine = { id: 401, contact: wang, in: 0 };
const onWeb = { id: 402, contact: wang, in: 1 };
const onFacebook = { id: 403, contact: wang, in: 2 };

async function connected() {
  const shop = await createTestWorkspace();
  const connectionId = await connectChatwoot(shop, { webhookSecret: WEBHOOK_SECRET });
  const deliver = async (event: Record<string, unknown>, delivery?: string | null) => {
    expect((await postChatwoot(shop, connectionId, event, delivery)).status).toBe(200);
    await work(shop);
  };
  return { shop, connectionId, deliver };
}

const messages = (shop: TestWorkspace) =>
  rowsOf(shop, "select sender_kind, sender_name, type, text from message order by at, seq");

test("messages of customers, agents and bots come in; notes, activities and our own echoes do not", async () => {
  const { shop, deliver } = await connected();
  shop.clock.now = TEST_NOW + 5000;
  await deliver(messageEvent(onLine, { id: 1, content: "請問有貨嗎", source_id: "590001" }));
  await deliver(messageEvent(onLine, { id: 2, content: "有的", ...agent }, { at: TEST_NOW + 1000 }));
  await deliver(
    messageEvent(
      onLine,
      { id: 3, content: "自動回覆", message_type: "template", sender: null },
      { at: TEST_NOW + 2000 },
    ),
  );
  await deliver(messageEvent(onLine, { id: 4, content: "VIP 要小心", ...agent, private: true }));
  await deliver(
    messageEvent(onLine, { id: 5, content: "林客服 resolved it", message_type: "activity", sender: null }),
  );
  await deliver(messageEvent(onLine, { id: 6, content: "echo", ...agent, source_id: "alongside:1" }));
  await deliver(
    messageEvent(onLine, { id: 7, content: "echo", ...agent, content_attributes: { alongside: "2" } }),
  );
  await deliver(
    messageEvent(
      onLine,
      {
        id: 8,
        content: null,
        attachments: [{ file_type: "image", data_url: "https://chat.shop.test/a.png" }],
      },
      { at: TEST_NOW + 3000 },
    ),
  );
  expect(await messages(shop)).toEqual([
    { sender_kind: "customer", sender_name: null, type: "text", text: "請問有貨嗎" },
    { sender_kind: "agent", sender_name: "林客服", type: "text", text: "有的" },
    { sender_kind: "bot", sender_name: null, type: "text", text: "自動回覆" },
    { sender_kind: "customer", sender_name: null, type: "image", text: null },
  ]);
  expect(await rowsOf(shop, "select data from event where kind = 'conversation.activity'")).toEqual([
    { data: '{"text":"林客服 resolved it"}' },
  ]);
  expect(
    await rowsOf(
      shop,
      "select name, email, phone, last_customer_at - ? as customer, last_team_at - ? as team from contact",
      TEST_NOW,
      TEST_NOW,
    ),
  ).toEqual([
    { name: "王大明", email: "wang@example.com", phone: "+886912345678", customer: 3000, team: 1000 },
  ]);
  expect(await rowsOf(shop, "select kind, name from channel")).toEqual([{ kind: "line", name: "LINE 官方" }]);
  expect(shop.reported).toEqual([]);
  for (const table of ["message", "event", "inbound_event"]) {
    expect(JSON.stringify(await rowsOf(shop, `select * from ${table}`))).not.toContain("VIP 要小心");
  }
});

test("an event delivered twice, with a delivery id or without, has one effect", async () => {
  const { shop, deliver } = await connected();
  const event = messageEvent(onLine, { id: 1, content: "a", source_id: "590001" });
  await deliver(event, "same");
  await deliver(event, "same");
  await deliver(event, null);
  await deliver(event, null);
  await deliver(event, "other");
  expect(await messages(shop)).toHaveLength(1);
  expect(await rowsOf(shop, "select message_count from conversation")).toEqual([{ message_count: 1 }]);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 3 }]);
});

test("an update revises, a deletion blanks, in whichever order they come", async () => {
  const { shop, deliver } = await connected();
  const created = messageEvent(onLine, { id: 1, content: "a" });
  const edited = messageEvent(onLine, { id: 1, content: "b" }, { event: "message_updated" });
  const deleted = messageEvent(
    onWeb,
    { id: 2, content: "This message was deleted", content_attributes: { deleted: true } },
    { event: "message_updated" },
  );
  for (const event of [edited, created, deleted, messageEvent(onWeb, { id: 2, content: "secret" })]) {
    await deliver(event);
  }
  expect(await rowsOf(shop, "select text, unsent_at is not null as gone from message order by seq")).toEqual([
    { text: "b", gone: 0 },
    { text: null, gone: 1 },
  ]);
});

test("signatures are checked when there is a secret; a stale timestamp is refused; without one all pass", async () => {
  const { shop, connectionId } = await connected();
  const body = JSON.stringify(messageEvent(onLine, { id: 1, content: "a" }));
  const post = async (headers: Record<string, string>) =>
    (await postRaw(shop, connectionId, body, headers)).status;
  expect(await post({})).toBe(401);
  expect(await post(chatwootHeaders(body, TEST_NOW, "other"))).toBe(401);
  expect(await post(chatwootHeaders(body, TEST_NOW - 301_000))).toBe(401);
  expect(await post(chatwootHeaders(body, TEST_NOW + 301_000))).toBe(401);
  const other = chatwootHeaders(body, TEST_NOW - 10_000)["X-Chatwoot-Timestamp"] ?? "";
  expect(await post({ ...chatwootHeaders(body, TEST_NOW), "X-Chatwoot-Timestamp": other })).toBe(401);
  expect(await rowsOf(shop, "select seq from inbound_event")).toEqual([]);
  expect(await post(chatwootHeaders(body, TEST_NOW - 299_000))).toBe(200);

  const unsigned = await connectChatwoot(shop);
  expect((await postRaw(shop, unsigned, body, {})).status).toBe(200);
});

test("a conversation is linked to its contact; the channel overrules a page and a pin", async () => {
  const { shop, deliver } = await connected();
  await deliver(messageEvent({ id: 9, contact: { ...wang, id: 72 }, in: 2 }, { id: 1, content: "x" }));
  const [other] = await rowsOf(shop, "select id from contact");
  await shop.db.write([
    {
      sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('chatwoot', ?, '3', '401', ?, 'page', ?), ('chatwoot', ?, '3', '402', ?, 'pin', ?)",
      args: [ORIGIN, String(other?.["id"]), TEST_NOW + 99, ORIGIN, String(other?.["id"]), TEST_NOW + 99],
    },
  ]);
  await deliver(conversationEvent("conversation_created", onLine));
  await deliver(messageEvent(onWeb, { id: 2, content: "y" }));
  expect(
    await rowsOf(
      shop,
      "select l.conversation, c.external_id, l.method from inbox_link l join contact c on c.id = l.contact_id order by 1",
    ),
  ).toEqual([
    { conversation: "401", external_id: userId(1), method: "webhook" },
    { conversation: "402", external_id: "8c1f-visitor", method: "webhook" },
    { conversation: "9", external_id: "5551234", method: "webhook" },
  ]);
  expect(await rowsOf(shop, "select contact_id from event where kind = 'conversation.unpinned'")).toEqual([
    { contact_id: other?.["id"] },
  ]);
});

test("status changes set the newest state, in whichever order they come, each once in the log", async () => {
  const resolved = conversationEvent(
    "conversation_status_changed",
    { ...onLine, status: "resolved" },
    TEST_NOW + 2000,
  );
  const snoozed = conversationEvent(
    "conversation_status_changed",
    { ...onLine, status: "snoozed" },
    TEST_NOW + 1000,
  );
  for (const order of [
    [snoozed, resolved],
    [resolved, snoozed],
  ]) {
    const { shop, deliver } = await connected();
    for (const event of [...order, ...order]) await deliver(event);
    expect(await rowsOf(shop, "select state from conversation")).toEqual([{ state: "resolved" }]);
    expect(
      await rowsOf(shop, "select data from event where kind = 'conversation.state' order by at"),
    ).toEqual([{ data: '{"state":"snoozed"}' }, { data: '{"state":"resolved"}' }]);
  }
});

test("a contact with several channels is one customer, with the evidence, in whichever order", async () => {
  const events = [
    messageEvent(onLine, { id: 1, content: "a", source_id: "590001" }),
    conversationEvent("conversation_created", onWeb),
    messageEvent(onFacebook, { id: 2, content: "b", source_id: "mid.1" }),
    contactEvent("contact_updated", wang, true),
  ];
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 0, 2],
  ]) {
    const { shop, deliver } = await connected();
    for (const i of [...order, ...order]) await deliver(events[i] ?? {});
    expect(await rowsOf(shop, "select count(distinct customer_id) as n, count(*) as c from contact")).toEqual(
      [{ n: 1, c: 3 }],
    );
    const records = await rowsOf(shop, "select action, evidence, previous_customer_id from identity_record");
    expect(records).toHaveLength(3);
    expect(JSON.parse(String(records[0]?.["evidence"]))).toMatchObject({
      kind: "chatwoot_contact",
      contact: "3/71",
    });
    expect(await rowsOf(shop, "select count(*) as n from event where kind = 'contact.joined'")).toEqual([
      { n: 4 },
    ]);
    // Undoing needs nothing but the records: each contact's own customer is still there.
    expect(
      await rowsOf(
        shop,
        "select count(distinct previous_customer_id) as n from identity_record r join customer c on c.id = r.previous_customer_id",
      ),
    ).toEqual([{ n: 3 }]);
    expect(shop.reported).toEqual([]);
  }
});

test("what a person took apart stays apart; customers joined before come along", async () => {
  const { shop, deliver } = await connected();
  await deliver(messageEvent(onLine, { id: 1, content: "a" }));
  const friend: FakeContact = { id: 90, name: "林", addresses: [{ inbox: WEB_INBOX, source_id: "friend" }] };
  await deliver(messageEvent({ id: 500, contact: friend, in: 0 }, { id: 2, content: "b" }));
  // A person merges the two, then Chatwoot says that the friend is somebody else's contact too.
  await shop.db.write([
    "update contact set customer_id = (select customer_id from contact where external_id = 'friend')",
  ]);
  const third: FakeContact = {
    id: 91,
    name: "林",
    addresses: [{ inbox: FACEBOOK_INBOX, source_id: "third" }],
  };
  await deliver(messageEvent({ id: 501, contact: third, in: 0 }, { id: 3, content: "c" }));
  const both: FakeContact = { ...friend, id: 91 };
  await deliver(messageEvent({ id: 500, contact: both, in: 0 }, { id: 4, content: "d" }));
  expect(await rowsOf(shop, "select count(distinct customer_id) as n from contact")).toEqual([{ n: 1 }]);
  await shop.db.write([
    { sql: "insert into customer (id, created_at) values ('apart', ?)", args: [TEST_NOW] },
    "update contact set customer_id = 'apart' where external_id = 'third'",
  ]);
  await deliver(messageEvent({ id: 501, contact: third, in: 0 }, { id: 5, content: "e" }));
  expect(await rowsOf(shop, "select customer_id from contact where external_id = 'third'")).toEqual([
    { customer_id: "apart" },
  ]);
});

test("a contact's new values reach its contacts, and never replace an agent's", async () => {
  const { shop, deliver } = await connected();
  await deliver(messageEvent(onLine, { id: 1, content: "a" }));
  const [contact] = await rowsOf(shop, "select id from contact");
  shop.clock.now += 5000;
  await shop.client("agent").profile.edit.mutate({
    operationId: newId(TEST_NOW),
    contactId: String(contact?.["id"]),
    field: "email",
    value: "right@example.com",
    seen: "wang@example.com",
  });
  shop.clock.now += 5000;
  await deliver(
    contactEvent("contact_updated", { ...wang, name: "王大明先生", email: "wrong@example.com" }, false),
  );
  expect(await rowsOf(shop, "select name, email from contact")).toEqual([
    { name: "王大明先生", email: "right@example.com" },
  ]);
  expect(await rowsOf(shop, "select data from event where kind = 'profile.updated'")).toEqual([
    { data: '{"fields":["name"]}' },
  ]);
});

test("an inbox that is a directly connected LINE account shares its channel: a message is one, whichever way it came", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const lineConnection = await connectLine(shop, line);
  await work(shop);
  const [channel] = await rowsOf(shop, "select id from channel where account_id = ?", BOT);
  const connectionId = await connectChatwoot(shop);
  const { connections } = shop.client("admin");
  const share = { connectionId, inboxId: String(LINE_INBOX.id), channelId: String(channel?.["id"]) };
  await connections.shareInbox.mutate({ operationId: newId(TEST_NOW), ...share });

  await postLine(shop, lineConnection, [textEvent("590001", "你好")]);
  await work(shop);
  const viaChatwoot = messageEvent(onLine, { id: 1, content: "你好", source_id: "590001" });
  await postChatwoot(shop, connectionId, viaChatwoot);
  await postChatwoot(
    shop,
    connectionId,
    messageEvent(onLine, { id: 2, content: "您好", ...agent }, { at: TEST_NOW + 1000 }),
  );
  await work(shop);
  expect(await rowsOf(shop, "select count(*) as n from contact")).toEqual([{ n: 1 }]);
  expect(await messages(shop)).toEqual([
    { sender_kind: "customer", sender_name: null, type: "text", text: "你好" },
    { sender_kind: "agent", sender_name: "林客服", type: "text", text: "您好" },
  ]);
  await postChatwoot(shop, connectionId, messageEvent(onWeb, { id: 3, content: "z" }));
  await work(shop);
  await expect(
    connections.shareInbox.mutate({ operationId: newId(TEST_NOW), ...share, inboxId: String(WEB_INBOX.id) }),
  ).rejects.toMatchObject({ data: { code: "ALREADY_EXISTS" } });
});

test("another account's events, inboxes of kinds we do not have and unknown events change nothing", async () => {
  const { shop, deliver } = await connected();
  await deliver({ ...messageEvent(onLine, { id: 1, content: "a" }), account: { id: 4 } });
  const mail = { id: 14, name: "Mail", channel: "Channel::Email" };
  const mailer = { ...wang, addresses: [{ inbox: mail, source_id: "a@b.test" }] };
  await deliver(messageEvent({ id: 600, contact: mailer, in: 0 }, { id: 2, content: "b" }));
  await deliver({ event: "conversation_typing_on", account: { id: 3 } });
  expect(await rowsOf(shop, "select id from contact")).toEqual([]);
  expect(await rowsOf(shop, "select error from inbound_event order by seq")).toEqual([
    { error: "account_differs" },
    { error: null },
    { error: null },
  ]);
});

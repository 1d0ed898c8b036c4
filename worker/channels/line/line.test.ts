import { expect, test } from "vitest";
import {
  BOT,
  connectLine,
  fakeLine,
  lineEvent,
  lineSignature,
  postLine,
  postRaw,
  redelivered,
  textEvent,
  userId,
} from "../../test/fakes/line.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";

async function connected() {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line);
  await work(shop);
  return { shop, line, connectionId };
}

const count = async (shop: Awaited<ReturnType<typeof createTestWorkspace>>, table: string) =>
  Number((await rowsOf(shop, `select count(*) as n from ${table}`))[0]?.["n"]);

test("a signed message makes a contact, a customer and a conversation; the answer does not wait for it", async () => {
  const { shop, line, connectionId } = await connected();
  line.profiles.set(userId(1), { displayName: "陳小明", pictureUrl: "https://profile.line-scdn.net/a" });
  const before = shop.woken;
  const answer = await postLine(shop, connectionId, [textEvent("1", "還有貨嗎？")]);
  expect(answer.status).toBe(200);
  expect(shop.woken).toBe(before + 1);
  expect(await count(shop, "message")).toBe(0);

  await work(shop);
  expect(
    await rowsOf(
      shop,
      `select m.text, m.sender_kind, m.at, c.external_id, c.name, c.picture_url, c.last_customer_at,
        v.message_count, v.last_message_at, h.account_id, h.name as channel
      from message m join conversation v on v.id = m.conversation_id join contact c on c.id = v.contact_id
      join channel h on h.id = c.channel_id`,
    ),
  ).toEqual([
    {
      text: "還有貨嗎？",
      sender_kind: "customer",
      at: TEST_NOW,
      external_id: userId(1),
      name: "陳小明",
      picture_url: "https://profile.line-scdn.net/a",
      last_customer_at: TEST_NOW,
      message_count: 1,
      last_message_at: TEST_NOW,
      account_id: BOT,
      channel: "好日子商店",
    },
  ]);
  expect(await rowsOf(shop, "select kind from event")).toEqual([{ kind: "contact.created" }]);
  expect(await count(shop, "customer")).toBe(1);
  expect(await rowsOf(shop, "select payload from inbound_event where payload <> '{}'")).toEqual([]);
  expect(await count(shop, "job where kind = 'line.profile'")).toBe(0);
  expect(
    await rowsOf(shop, "select rowid from contact_name where contact_name match 'terms:小 + 明'"),
  ).toHaveLength(1);
  expect(shop.reported).toEqual([]);
});

test("nothing is stored for a wrong signature, broken JSON, an unknown connection or a body too large", async () => {
  const { shop, connectionId } = await connected();
  const before = shop.woken;
  const body = JSON.stringify({ destination: BOT, events: [textEvent("1", "a")] });
  const refused = async (answer: Promise<Response>) => {
    const { status } = await answer;
    const { code } = (await (await answer).json()) as { code: string };
    return `${status} ${code}`;
  };
  const signed = (text: string) => ({ "X-Line-Signature": lineSignature(text) });
  expect(await refused(postRaw(shop, connectionId, body, {}))).toBe("401 SIGNATURE_INVALID");
  expect(await refused(postRaw(shop, connectionId, `${body} `, signed(body)))).toBe("401 SIGNATURE_INVALID");
  expect(
    await refused(postRaw(shop, connectionId, body, { "X-Line-Signature": lineSignature(body, "other") })),
  ).toBe("401 SIGNATURE_INVALID");
  expect(await refused(postRaw(shop, connectionId, "{", signed("{")))).toBe("400 INVALID_JSON");
  expect(await refused(postRaw(shop, connectionId, "{}", signed("{}")))).toBe("400 INVALID_JSON");
  expect(await refused(postRaw(shop, "unknown", body, signed(body)))).toBe("404 CONNECTION_NOT_FOUND");
  const large = JSON.stringify({ destination: BOT, events: [], more: "x".repeat(1_000_001) });
  expect(await refused(postRaw(shop, connectionId, large, signed(large)))).toBe("413 TOO_LARGE");
  const length = { "Content-Length": String(large.length) };
  expect(await refused(postRaw(shop, connectionId, large, { ...signed(large), ...length }))).toBe(
    "413 TOO_LARGE",
  );
  expect(await count(shop, "inbound_event")).toBe(0);
  expect(shop.woken).toBe(before);
});

test("the verify button's empty delivery is answered, several events in one post each have their effect", async () => {
  const { shop, connectionId } = await connected();
  expect((await postLine(shop, connectionId, [])).status).toBe(200);
  const events = [textEvent("1", "a"), textEvent("2", "b", { user: userId(2) }), textEvent("3", "c")];
  expect((await postLine(shop, connectionId, events)).status).toBe(200);
  await work(shop);
  expect(await count(shop, "message")).toBe(3);
  expect(await count(shop, "contact")).toBe(2);
  expect(await rowsOf(shop, "select message_count as n from conversation order by n")).toEqual([
    { n: 1 },
    { n: 2 },
  ]);
});

test("duplicates and redeliveries have one effect; a redelivery that is the first to arrive has its effect", async () => {
  const { shop, connectionId } = await connected();
  const first = textEvent("1", "a");
  const lost = textEvent("2", "b");
  const again = textEvent("1", "a");
  for (const event of [first, redelivered(first), redelivered(lost), again]) {
    expect((await postLine(shop, connectionId, [event, event])).status).toBe(200);
    await work(shop);
  }
  expect(await rowsOf(shop, "select text from message order by provider_id")).toEqual([
    { text: "a" },
    { text: "b" },
  ]);
  expect(await rowsOf(shop, "select message_count from conversation")).toEqual([{ message_count: 2 }]);
  expect(await count(shop, "inbound_event")).toBe(3);
});

test("every content type keeps what the thread shows of it", async () => {
  const { shop, connectionId } = await connected();
  const provider = { contentProvider: { type: "line" } };
  const messages = [
    { id: "1", type: "image", ...provider, imageSet: { id: "s", index: 1, total: 2 } },
    {
      id: "2",
      type: "video",
      duration: 6000,
      contentProvider: { type: "external", originalContentUrl: "https://x.test/v" },
    },
    { id: "3", type: "audio", duration: 900, ...provider },
    { id: "4", type: "file", fileName: "報價.pdf", fileSize: 2138 },
    { id: "5", type: "location", title: "門市", address: "台北市", latitude: 25.03, longitude: 121.56 },
    {
      id: "6",
      type: "sticker",
      packageId: "1",
      stickerId: "2",
      stickerResourceType: "STATIC",
      keywords: ["謝謝", "bow"],
    },
    {
      id: "7",
      type: "sticker",
      packageId: "1",
      stickerId: "3",
      stickerResourceType: "MESSAGE",
      text: "早安",
    },
    { id: "8", type: "hologram", text: "?" },
  ];
  await postLine(
    shop,
    connectionId,
    messages.map((message) => lineEvent("message", { message })),
  );
  await work(shop);
  const rows = await rowsOf(shop, "select type, text, content from message order by provider_id");
  expect(rows.map(({ type, text, content }) => [type, text, JSON.parse(String(content))])).toEqual([
    ["image", null, { provider: "line", setId: "s", index: 1, total: 2 }],
    ["video", null, { provider: "external", url: "https://x.test/v", duration: 6000 }],
    ["audio", null, { provider: "line", duration: 900 }],
    ["file", null, { fileName: "報價.pdf", fileSize: 2138 }],
    ["location", "台北市", { title: "門市", address: "台北市", latitude: 25.03, longitude: 121.56 }],
    [
      "sticker",
      "謝謝, bow",
      { packageId: "1", stickerId: "2", resourceType: "STATIC", keywords: ["謝謝", "bow"] },
    ],
    ["sticker", "早安", { packageId: "1", stickerId: "3", resourceType: "MESSAGE" }],
    ["hologram", "?", {}],
  ]);
});

test("an older follow never overrides a newer unfollow, whichever comes first", async () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const { shop, connectionId } = await connected();
    const events = [
      lineEvent("follow", { follow: { isUnblocked: false } }, { at: TEST_NOW - 3000 }),
      lineEvent("unfollow", {}, { at: TEST_NOW - 1000 }),
      lineEvent("follow", { follow: { isUnblocked: true } }, { at: TEST_NOW - 2000 }),
    ];
    for (const i of order) {
      await postLine(shop, connectionId, [events[i]]);
      await work(shop);
    }
    expect(
      await rowsOf(
        shop,
        "select subscribed_at - ? as s, unsubscribed_by_customer_at - ? as u from contact",
        TEST_NOW,
        TEST_NOW,
      ),
    ).toEqual([{ s: -2000, u: -1000 }]);
    expect(
      await rowsOf(shop, "select kind, data from event where kind <> 'contact.created' order by at"),
    ).toEqual([
      { kind: "contact.followed", data: "{}" },
      { kind: "contact.followed", data: '{"unblocked":true}' },
      { kind: "contact.unfollowed", data: "{}" },
    ]);
  }
});

test("an unsent message is gone from storage, also when the unsend comes first or the message comes again", async () => {
  for (const early of [false, true]) {
    const { shop, connectionId } = await connected();
    const message = textEvent("77", "我的卡號是 1234");
    const unsend = lineEvent("unsend", { unsend: { messageId: "77" } }, { at: TEST_NOW + 60_000 });
    for (const event of early ? [unsend, message] : [message, unsend]) {
      await postLine(shop, connectionId, [event]);
      await work(shop);
    }
    await postLine(shop, connectionId, [textEvent("77", "我的卡號是 1234")]);
    await work(shop);
    expect(
      await rowsOf(shop, "select type, text, content, unsent_at - ? as after from message", TEST_NOW),
    ).toEqual([{ type: "text", text: null, content: "{}", after: 60_000 }]);
    for (const table of ["inbound_event", "message", "event", "job", "operation", "audit"]) {
      expect(JSON.stringify(await rowsOf(shop, `select * from ${table}`))).not.toContain("1234");
    }
    expect(await count(shop, "event where kind = 'message.unsent'")).toBe(1);
  }
});

test("a postback is an event and an act of the customer; unknown types are kept as such", async () => {
  const { shop, connectionId } = await connected();
  await postLine(shop, connectionId, [
    lineEvent(
      "postback",
      { postback: { data: "action=size", params: { date: "2026-11-21" } } },
      { at: TEST_NOW - 5 },
    ),
    lineEvent("greatNewFeature", { greatNewField: { key: "value" } }),
    { type: "greatNewFeature" },
    "no event at all",
  ]);
  await work(shop);
  const events = await rowsOf(
    shop,
    "select kind, data from event where kind <> 'contact.created' order by kind",
  );
  expect(events.map(({ kind, data }) => [kind, JSON.parse(String(data))])).toEqual([
    ["channel.unknown", { type: "greatNewFeature" }],
    ["conversation.postback", { label: "action=size", data: "action=size", date: "2026-11-21" }],
  ]);
  expect(await rowsOf(shop, "select last_customer_at - ? as t from contact", TEST_NOW)).toEqual([{ t: -5 }]);
  expect(await count(shop, "inbound_event where processed_at is null")).toBe(0);
});

test("what is said in groups and rooms makes no contact", async () => {
  const { shop, connectionId } = await connected();
  const message = { message: { id: "1", type: "text", text: "hi" } };
  await postLine(shop, connectionId, [
    lineEvent("message", { ...message, source: { type: "group", groupId: "C1", userId: userId(1) } }),
    lineEvent("message", { ...message, source: { type: "room", roomId: "R1" } }),
    lineEvent("join", { source: { type: "group", groupId: "C1" } }),
  ]);
  await work(shop);
  expect(await count(shop, "contact")).toBe(0);
  expect(await count(shop, "inbound_event where processed_at is not null and error is null")).toBe(3);
});

test("a delivery for another account is set aside and the connection says so", async () => {
  const { shop, connectionId } = await connected();
  expect((await postLine(shop, connectionId, [textEvent("1", "a")], { destination: userId(9) })).status).toBe(
    200,
  );
  await work(shop);
  expect(await count(shop, "contact")).toBe(0);
  const [connection] = await shop.client("admin").connections.list.query({});
  expect(connection).toMatchObject({ state: "failing", stateReason: "account_differs", setAside: 1 });
});

test("texts with NUL and broken surrogates are kept readable", async () => {
  const { shop, connectionId } = await connected();
  await postLine(shop, connectionId, [textEvent("1", "a\0b\ud800c")]);
  await work(shop);
  expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "ab\ufffdc" }]);
});

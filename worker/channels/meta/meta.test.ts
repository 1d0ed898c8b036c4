import { expect, test } from "vitest";
import { newId } from "../../domain/id.ts";
import type { InboundItem } from "../../domain/inbound/item.ts";
import { receive } from "../../domain/inbound/receive.ts";
import {
  addAccount,
  connectBoth,
  connectMeta,
  fakeGraph,
  IG_ACCOUNT,
  metaEcho,
  metaEvent,
  metaSignature,
  PAGE,
  postMeta,
  postMetaRaw,
  psid,
  TOKEN_OVER,
  TOO_MANY,
  VERIFY_TOKEN,
} from "../../test/fakes/meta.ts";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, type TestWorkspace, TEST_NOW } from "../../test/workspace.ts";

const IG = { object: "instagram" };
const ig = { user: "900000000000001", account: IG_ACCOUNT };
const connectionOf = async (shop: TestWorkspace) =>
  (await shop.client("admin").connections.list.query({}))[0];
const messages = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    "select provider_id as id, sender_kind as who, type, text, content from message order by at, seq",
  );
const parsed = async (shop: TestWorkspace) =>
  (await messages(shop)).map(({ content, ...row }) => ({
    ...row,
    content: JSON.parse(String(content)) as unknown,
  }));
const events = async (shop: TestWorkspace) =>
  (await rowsOf(shop, "select kind, data from event where kind <> 'contact.created' order by at, kind")).map(
    ({ kind, data }) => [kind, JSON.parse(String(data))],
  );

forEachEngine("Meta's webhooks", (createWorkspace) => {
  test("the handshake by GET: the challenge for the token, 403 for another, 404 where there is none", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectMeta(shop);
    const get = (token: string, id = connectionId) =>
      shop.fetch(
        `/w/${shop.slug}/hooks/${id}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=${"<b>1"}`,
      );
    const right = await get(VERIFY_TOKEN);
    expect([right.status, await right.text()]).toEqual([200, "<b>1"]);
    expect(Object.fromEntries(right.headers)).toMatchObject({
      "content-type": expect.stringMatching(/^text\/plain/) as unknown,
      "x-content-type-options": "nosniff",
    });
    expect((await get("other")).status).toBe(403);
    expect((await get(VERIFY_TOKEN, newId(1))).status).toBe(404);
    await shop.client("admin").connections.update.mutate({
      operationId: newId(TEST_NOW),
      connectionId,
      verifyToken: "renewed",
    });
    expect([(await get(VERIFY_TOKEN)).status, (await get("renewed")).status]).toEqual([403, 200]);
  });

  test("entries of several accounts, messaging and standby: each message where it belongs, once", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectBoth(shop);
    const other = "222000222000222";
    await addAccount(shop, connectionId, { kind: "messenger", accountId: other });
    const said = (mid: string, text: string, account = PAGE) =>
      metaEvent({ message: { mid, text } }, { account, at: TEST_NOW + Number(mid.slice(2)) });
    const body = JSON.stringify({
      object: "page",
      entry: [
        { id: PAGE, time: 1, messaging: [said("m_1", "a"), said("m_2", "還有貨嗎？")] },
        { id: other, time: 1, messaging: [said("m_3", "c", other)], standby: [said("m_4", "d", other)] },
        { id: PAGE, time: 1, messaging: [said("m_1", "a")], standby: [said("m_2", "還有貨嗎？")] },
      ],
    });
    for (let i = 0; i < 2; i++) expect((await postMetaRaw(shop, connectionId, body)).status).toBe(200);
    await work(shop);
    expect(
      await rowsOf(
        shop,
        "select h.account_id as account, m.text from message m join channel h on h.id = m.channel_id order by m.at",
      ),
    ).toEqual([
      { account: PAGE, text: "a" },
      { account: PAGE, text: "還有貨嗎？" },
      { account: other, text: "c" },
      { account: other, text: "d" },
    ]);
    expect(await rowsOf(shop, "select count(*) as n from contact")).toEqual([{ n: 2 }]);
    expect(shop.reported).toEqual([]);
  });

  test("forged, truncated and foreign posts are refused, and nothing of them is stored", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectBoth(shop);
    const event = metaEvent({ message: { mid: "m_1", text: "你好" } });
    const body = JSON.stringify({ object: "page", entry: [{ id: PAGE, time: 1, messaging: [event] }] });
    const post = async (given: string, signature?: string) =>
      (await postMetaRaw(shop, connectionId, given, signature)).status;
    expect(await post(body, metaSignature(body, "another"))).toBe(401);
    expect(await post(body.slice(0, -1), metaSignature(body))).toBe(401);
    expect(await post(body.slice(0, -1))).toBe(400);
    expect(await post(JSON.stringify({ ...JSON.parse(body), object: "user" }))).toBe(400);
    expect(await post("[]")).toBe(400);
    expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 0 }]);
    expect(await post(body)).toBe(200);
  });

  test("an account nobody added: what comes is kept, counted and shown; adding it works it off", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectMeta(shop);
    await postMeta(shop, connectionId, [metaEvent({ message: { mid: "m_1", text: "a" } })]);
    shop.clock.now += 1000;
    await postMeta(shop, connectionId, [metaEvent({ message: { mid: "m_2", text: "b" } })]);
    await postMeta(shop, connectionId, [metaEvent({ message: { mid: "i_1", text: "c" } }, ig)], IG);
    await work(shop);
    expect(await connectionOf(shop)).toMatchObject({
      state: "active",
      setAside: 0,
      channels: [],
      unknownAccounts: [
        { accountKey: PAGE, kind: "messenger", events: 2, firstAt: TEST_NOW, lastAt: TEST_NOW + 1000 },
        { accountKey: IG_ACCOUNT, kind: "instagram", events: 1 },
      ],
    });
    expect(await rowsOf(shop, "select id from contact")).toEqual([]);

    await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE });
    await work(shop);
    expect((await messages(shop)).map(({ text }) => text)).toEqual(["a", "b"]);
    expect(await connectionOf(shop)).toMatchObject({
      channels: [{ kind: "messenger", accountId: PAGE, name: "Shop", stateReason: null }],
      unknownAccounts: [{ accountKey: IG_ACCOUNT, events: 1 }],
    });
    expect(await rowsOf(shop, "select payload from inbound_event where account_key is null")).toEqual([
      { payload: "{}" },
      { payload: "{}" },
    ]);
    expect(shop.reported).toEqual([]);
  });
});

test("an account is of one kind, and only of a connection that carries such accounts", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  const add = async (kind: "messenger" | "instagram", accountId: string) =>
    addAccount(shop, connectionId, { kind, accountId }).then(
      () => null,
      (error: { data?: { failure?: unknown }; message: string }) => error,
    );
  expect(await add("instagram", PAGE)).not.toBeNull();
  expect(await add("messenger", "@page")).not.toBeNull();
  expect(await add("messenger", PAGE)).toBeNull();
});

test("messages of all types in the product's words, the unknown kept as such", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  let at = TEST_NOW;
  const message = (mid: string, fields: object) => metaEvent({ message: { mid, ...fields } }, { at: at++ });
  const thing = (type: string, payload: object, more: object = {}) => ({
    attachments: [{ type, payload, ...more }],
  });
  const url = "https://cdn.test/x";
  await postMeta(shop, connectionId, [
    message("1", { text: "<b>hi</b> \u202Egnp \u0000😀", nlp: {} }),
    message("2", { text: "L", quick_reply: { payload: "SIZE_L" }, reply_to: { mid: "1" } }),
    message("3", thing("image", { url })),
    message("4", thing("image", { url, sticker_id: 369239263222822 })),
    message("5", {
      attachments: [
        { type: "image", payload: { url, sticker_id: 1 } },
        { type: "sticker", payload: { url, sticker_id: "1" } },
      ],
    }),
    message("6", {
      text: "two",
      attachments: [
        { type: "image", payload: { url } },
        { type: "video", payload: {} },
      ],
    }),
    message("7", thing("file", { url: "javascript:alert(1)" }, { name: "a.pdf" })),
    message("8", thing("location", { coordinates: { lat: 25.03, long: 121.56 }, title: "101" })),
    message("9", thing("fallback", { url, title: "A page" })),
    message("10", thing("hologram", { depth: 3 })),
    message("11", {}),
    metaEvent({ greatNewFeature: { a: 1 } }, { at: at++ }),
    metaEvent({ message: { text: "no id" } }, { at: at++ }),
    metaEvent({ postback: { title: "Buy", payload: "BUY", mid: "12" } }, { at: at++ }),
    { sender: { user_ref: "?" }, recipient: { id: PAGE }, timestamp: at, optin: {} },
    null,
    "text",
  ]);
  await work(shop);
  expect(await parsed(shop)).toEqual([
    { id: "1", who: "customer", type: "text", text: "<b>hi</b> \u202Egnp 😀", content: {} },
    {
      id: "2",
      who: "customer",
      type: "text",
      text: "L",
      content: { quotedMessageId: "1", quickReply: "SIZE_L" },
    },
    { id: "3", who: "customer", type: "image", text: null, content: { type: "image", url } },
    {
      id: "4",
      who: "customer",
      type: "sticker",
      text: null,
      content: { type: "sticker", url, stickerId: "369239263222822" },
    },
    {
      id: "5",
      who: "customer",
      type: "sticker",
      text: null,
      content: { type: "sticker", url, stickerId: "1" },
    },
    {
      id: "6",
      who: "customer",
      type: "text",
      text: "two",
      content: { attachments: [{ type: "image", url }, { type: "video" }] },
    },
    { id: "7", who: "customer", type: "file", text: null, content: { type: "file", fileName: "a.pdf" } },
    {
      id: "8",
      who: "customer",
      type: "location",
      text: null,
      content: { type: "location", title: "101", latitude: 25.03, longitude: 121.56 },
    },
    { id: "9", who: "customer", type: "link", text: null, content: { type: "link", url, title: "A page" } },
    { id: "10", who: "customer", type: "hologram", text: null, content: { type: "hologram" } },
    { id: "11", who: "customer", type: "text", text: null, content: {} },
  ]);
  expect(await events(shop)).toEqual([
    ["channel.unknown", { type: "greatNewFeature" }],
    ["channel.unknown", { type: "message" }],
    ["conversation.postback", { label: "Buy", data: "BUY" }],
  ]);
  expect(await rowsOf(shop, "select count(*) as n from contact")).toEqual([{ n: 1 }]);
  expect(shop.reported).toEqual([]);
});

test("Instagram: echoes among messages, stories, shares, what was taken back and what it cannot show", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  let at = TEST_NOW;
  const said = (mid: string, fields: object) =>
    metaEvent({ message: { mid, ...fields } }, { ...ig, at: at++ });
  const story = { id: "17", url: "https://cdn.test/story" };
  await postMeta(
    shop,
    connectionId,
    [
      said("1", { text: "nice", reply_to: { story } }),
      said("2", { attachments: [{ type: "story_mention", payload: { url: story.url } }] }),
      said("3", { attachments: [{ type: "share", payload: { url: "https://cdn.test/post" } }] }),
      metaEcho({ mid: "4", text: "thanks" }, { ...ig, at: at++ }),
      said("5", { text: "oops" }),
      said("5", { is_deleted: true }),
      said("6", { is_unsupported: true }),
      metaEvent({ read: { mid: "4" } }, { ...ig, at: at++ }),
    ],
    IG,
  );
  await work(shop);
  expect(await parsed(shop)).toEqual([
    { id: "1", who: "customer", type: "text", text: "nice", content: { story } },
    {
      id: "2",
      who: "customer",
      type: "story_mention",
      text: null,
      content: { type: "story_mention", url: story.url },
    },
    {
      id: "3",
      who: "customer",
      type: "share",
      text: null,
      content: { type: "share", url: "https://cdn.test/post" },
    },
    { id: "4", who: "agent", type: "text", text: "thanks", content: {} },
    { id: "5", who: "customer", type: "text", text: null, content: {} },
    { id: "6", who: "customer", type: "unsupported", text: null, content: {} },
  ]);
  expect(await rowsOf(shop, "select read_message from conversation")).toEqual([{ read_message: "4" }]);
  expect(await rowsOf(shop, "select count(*) as n from message where unsent_at is not null")).toEqual([
    { n: 1 },
  ]);
});

test("an echo of another app may be a bot; the inbox behind that app says who it was; ours is one message", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  await postMeta(shop, connectionId, [
    metaEvent({ message: { mid: "0", text: "hi" } }, { at: TEST_NOW - 5 }),
    metaEcho({ mid: "1", text: "page inbox", app_id: 263902037430900 }, { at: TEST_NOW - 4 }),
    metaEcho({ mid: "2", text: "an app", app_id: 1234, metadata: "x" }, { at: TEST_NOW - 3 }),
    metaEcho({ mid: "2", text: "an app", app_id: 1234, metadata: "y" }, { at: TEST_NOW - 3 }),
  ]);
  await work(shop);
  expect((await messages(shop)).map(({ id, who }) => [id, who])).toEqual([
    ["0", "customer"],
    ["1", "agent"],
    ["2", "bot"],
  ]);
  expect(await rowsOf(shop, "select last_customer_at, last_team_at from contact")).toEqual([
    { last_customer_at: TEST_NOW - 5, last_team_at: TEST_NOW - 4 },
  ]);
  const item: InboundItem = {
    kind: "message",
    person: { accountKey: PAGE, externalId: psid(1) },
    providerId: "2",
    sender: { kind: "agent", name: "林佳蓉" },
    type: "text",
    text: "an app",
    content: {},
    at: TEST_NOW - 3,
  };
  const told = { connectionId, method: "webhook" as const, inbox: null, profileJob: null, accounts: [] };
  await receive(shop.db, TEST_NOW, [{ ...told, key: "k", receivedAt: TEST_NOW, items: [item] }], []);
  expect(await rowsOf(shop, "select sender_kind, sender_name from message where provider_id = '2'")).toEqual([
    { sender_kind: "agent", sender_name: "林佳蓉" },
  ]);
  expect(await messages(shop)).toHaveLength(3);
});

test("ads and links that brought somebody are in the log and with the message", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  const ad = {
    ref: "spring",
    ad_id: "6045246247433",
    source: "ADS",
    type: "OPEN_THREAD",
    ads_context_data: { ad_title: "Spring" },
  };
  const link = { ref: "poster", source: "SHORTLINK", type: "OPEN_THREAD" };
  await postMeta(shop, connectionId, [
    metaEvent({ message: { mid: "1", text: "hi", referral: ad } }),
    metaEvent({ referral: link }, { at: TEST_NOW + 1 }),
    metaEvent({ postback: { title: "Start", payload: "S", referral: link } }, { at: TEST_NOW + 2 }),
  ]);
  await work(shop);
  expect(await events(shop)).toEqual([
    ["contact.referred", { by: "ad", title: "Spring", ref: "spring", adId: "6045246247433" }],
    ["contact.referred", { by: "link", ref: "poster" }],
    ["contact.referred", { by: "link", ref: "poster" }],
    ["conversation.postback", { label: "Start", data: "S" }],
  ]);
});

const DAY = 86_400_000;

test("recurring notifications: allowed until, stopped, taken up again, in any order", async () => {
  const allow = (at: number, token: string) =>
    metaEvent(
      {
        optin: {
          type: "notification_messages",
          notification_messages_token: token,
          token_expiry_timestamp: at + 180 * DAY,
          user_token_status: "NOT_REFRESHED",
          title: "Offers",
        },
      },
      { at },
    );
  const turn = (at: number, status: string) =>
    metaEvent({ optin: { type: "notification_messages", notification_messages_status: status } }, { at });
  const cases = [
    {
      told: [allow(TEST_NOW - 9 * DAY, "t1")],
      expected: { since: -9, until: 171, next: -9, token: "t1" },
    },
    {
      told: [allow(TEST_NOW - 9 * DAY, "t1"), turn(TEST_NOW - 3 * DAY, "STOP_NOTIFICATIONS")],
      expected: { since: -9, until: -3, next: -9, token: "t1" },
    },
    {
      told: [
        allow(TEST_NOW - 9 * DAY, "t1"),
        turn(TEST_NOW - 3 * DAY, "STOP_NOTIFICATIONS"),
        allow(TEST_NOW - 2 * DAY, "t2"),
      ],
      expected: { since: -2, until: 178, next: -2, token: "t2" },
    },
    {
      told: [
        allow(TEST_NOW - 9 * DAY, "t1"),
        turn(TEST_NOW - 3 * DAY, "STOP_NOTIFICATIONS"),
        turn(TEST_NOW - DAY, "RESUME_NOTIFICATIONS"),
      ],
      expected: { since: -1, until: 171, next: -1, token: "t1" },
    },
  ];
  for (const { told, expected } of cases) {
    for (const order of [told, told.toReversed()]) {
      const shop = await createTestWorkspace();
      const connectionId = await connectBoth(shop);
      for (const event of order) {
        await postMeta(shop, connectionId, [event]);
        await work(shop);
      }
      const [row] = await rowsOf(
        shop,
        "select recurring_since as since, recurring_until as until, recurring_next_at as next, recurring_token as token from contact",
      );
      const days = (at: unknown) => (Number(at) - TEST_NOW) / DAY;
      expect({
        ...row,
        since: days(row?.["since"]),
        until: days(row?.["until"]),
        next: days(row?.["next"]),
      }).toEqual(expected);
    }
  }
});

test("who they are is asked by a job, with the account's own token", async () => {
  const shop = await createTestWorkspace();
  const graph = await fakeGraph();
  graph.people.set(psid(1), { first_name: "小明", last_name: "王", profile_pic: "https://p.test/1" });
  graph.people.set(psid(2), { first_name: "Amy", last_name: "Lin" });
  graph.people.set(ig.user, { username: "ming" });
  const connectionId = await connectBoth(shop, graph);
  graph.instead.push({}, {}, { status: 500 }, TOO_MANY);
  for (const n of [1, 2, 3]) {
    await postMeta(shop, connectionId, [
      metaEvent({ message: { mid: `m${n}`, text: "a" } }, { user: psid(n) }),
    ]);
  }
  await postMeta(shop, connectionId, [metaEvent({ message: { mid: "i", text: "a" } }, ig)], IG);
  await work(shop);
  shop.clock.now += 60_000;
  await work(shop);
  expect(await rowsOf(shop, "select name, picture_url as picture from contact order by external_id")).toEqual(
    [
      { name: "王小明", picture: "https://p.test/1" },
      { name: "Amy Lin", picture: null },
      { name: null, picture: null },
      { name: "ming", picture: null },
    ],
  );
  expect(await rowsOf(shop, "select kind from job where kind like 'meta.%'")).toEqual([]);
  expect(await connectionOf(shop)).toMatchObject({ state: "active" });
});

test("a refused token shows at its account and its connection while messages come in; a new one mends both", async () => {
  const shop = await createTestWorkspace();
  const graph = await fakeGraph();
  graph.people.set(psid(1), { first_name: "Amy", last_name: "Lin" });
  const connectionId = await connectBoth(shop, graph);
  await work(shop);
  graph.tokens.delete("page-token");
  await postMeta(shop, connectionId, [metaEvent({ message: { mid: "1", text: "a" } })]);
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({
    state: "failing",
    stateReason: "access_token_refused",
    channels: [
      { accountId: PAGE, stateReason: "access_token_refused" },
      { accountId: IG_ACCOUNT, stateReason: null },
    ],
  });
  expect((await postMeta(shop, connectionId, [metaEvent({ message: { mid: "2", text: "b" } })])).status).toBe(
    200,
  );
  await work(shop);
  expect(await messages(shop)).toHaveLength(2);
  graph.tokens.add("renewed");
  await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE, accessToken: "renewed" });
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({
    state: "active",
    stateReason: null,
    channels: [{ stateReason: null }, { stateReason: null }],
  });
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "Amy Lin" }]);
  expect(TOKEN_OVER.status).toBe(401);
});

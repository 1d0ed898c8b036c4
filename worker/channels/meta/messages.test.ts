import { expect, test } from "vitest";
import type { InboundItem } from "../../domain/inbound/item.ts";
import { receive } from "../../domain/inbound/receive.ts";
import { connectBoth, metaEcho, metaEvent, PAGE, postMeta, psid } from "../../test/fakes/meta.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import { IG, ig, storedContents, storedEvents, storedMessages } from "../../test/fakes/meta-stored.ts";

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
  expect(await storedContents(shop)).toEqual([
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
  expect(await storedEvents(shop)).toEqual([
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
  expect(await storedContents(shop)).toEqual([
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
  expect((await storedMessages(shop)).map(({ id, who }) => [id, who])).toEqual([
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
  expect(await storedMessages(shop)).toHaveLength(3);
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
  expect(await storedEvents(shop)).toEqual([
    ["contact.referred", { by: "ad", title: "Spring", ref: "spring", adId: "6045246247433" }],
    ["contact.referred", { by: "link", ref: "poster" }],
    ["contact.referred", { by: "link", ref: "poster" }],
    ["conversation.postback", { label: "Start", data: "S" }],
  ]);
});

import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import {
  agent,
  connectChatwoot,
  type FakeConversation,
  type FakeInbox,
  messageEvent,
  postChatwoot,
} from "../test/fakes/chatwoot.ts";
import { connectBoth, metaEcho, metaEvent, PAGE, postMeta, psid } from "../test/fakes/meta.ts";
import {
  bsuid,
  connectWhatsapp,
  NUMBER,
  postWhatsapp,
  statusChange,
  textChange,
  waId,
} from "../test/fakes/whatsapp.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

const WHATSAPP: FakeInbox = { id: 21, name: "WhatsApp", channel: "Channel::Whatsapp" };
const FACEBOOK: FakeInbox = { id: 22, name: "粉專", channel: "Channel::FacebookPage" };

type Json = Record<string, unknown>;
/** A relay brings a message to Chatwoot too, whose webhook then tells it: for us that is the same way. */
type Way = "direct" | "chatwoot";

/** A Chatwoot whose inbox is the directly connected account; what a contact's address is there. */
async function shared(
  inbox: FakeInbox,
  account: string,
  connect: (shop: TestWorkspace) => Promise<string>,
  source: string,
) {
  const shop = await createTestWorkspace();
  const direct = await connect(shop);
  const chatwoot = await connectChatwoot(shop);
  const [channel] = await rowsOf(shop, "select id from channel where account_id = ?", account);
  await shop.client("admin").connections.shareInbox.mutate({
    operationId: newId(TEST_NOW),
    connectionId: chatwoot,
    inboxId: String(inbox.id),
    channelId: String(channel?.["id"]),
  });
  const contact = {
    id: 71,
    name: "Lin",
    addresses: [{ inbox, source_id: source }],
  };
  const conversation: FakeConversation = { id: 600, contact, in: 0, status: "open" };
  const post = async (way: Way, event: Json) => {
    const poster = {
      direct: () => (account === PAGE ? postMeta(shop, direct, [event]) : postWhatsapp(shop, direct, event)),
    };
    const answer = way === "direct" ? await poster.direct() : await postChatwoot(shop, chatwoot, event);
    expect(answer.status).toBe(200);
    await work(shop);
    expect(shop.reported).toEqual([]);
  };
  return { shop, conversation, post };
}

const messages = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    `select m.provider_id as id, m.sender_kind as who, m.sender_name as name, m.text, v.message_count as n
    from message m join conversation v on v.id = m.conversation_id order by m.at`,
  );

/** All orders of these. */
const ordersOf = <T>(all: readonly T[]): T[][] =>
  all.length <= 1
    ? [[...all]]
    : all.flatMap((one, i) => ordersOf(all.filter((_, k) => k !== i)).map((rest) => [one, ...rest]));

test("a WhatsApp customer's message, by webhook and through Chatwoot that knows the number only, is one of one contact", async () => {
  const direct = textChange("wamid.AAA=", "你好", { id: bsuid(1), number: waId(1) });
  for (const order of ordersOf(["direct", "chatwoot", "chatwoot"] as const)) {
    const { shop, conversation, post } = await shared(WHATSAPP, NUMBER, connectWhatsapp, waId(1));
    const event = messageEvent(conversation, { id: 1, content: "你好", source_id: "wamid.AAA=" });
    for (const way of order) await post(way, way === "direct" ? direct : event);
    expect(await messages(shop)).toEqual([
      { id: "wamid.AAA=", who: "customer", name: null, text: "你好", n: 1 },
    ]);
    expect(await rowsOf(shop, "select external_id as id from contact")).toEqual([{ id: bsuid(1) }]);
    expect(await rowsOf(shop, "select count(*) as n from inbox_link")).toEqual([{ n: 1 }]);
    const ref = {
      inbox: "chatwoot" as const,
      origin: "https://chat.shop.test",
      account: "3",
      conversation: "999",
      identity: { channelAccount: String(WHATSAPP.id), externalId: waId(1) },
      hints: {},
    };
    // A page that shows the number opens whom the channel knows by the id that lasts.
    expect(await shop.client("agent").panel.open.query({ ref })).toMatchObject({
      state: "linked",
      contact: { externalId: bsuid(1) },
    });
  }
});

test("a message an agent sends through Chatwoot is one with the channel's own echo of it, in whichever order", async () => {
  const echo = metaEcho({ mid: "m_1", text: "您好", app_id: 1 }, { at: TEST_NOW });
  const inbox = (conversation: FakeConversation, event: string, source_id: string | null) =>
    messageEvent(conversation, { id: 5, content: "您好", source_id, ...agent }, { event });
  // Chatwoot repeats what it was not answered for in time.
  const ways = ["echo", "created", "updated", "created"] as const;
  const orders = new Map(ordersOf(ways).map((order) => [order.join(), order]));
  for (const order of orders.values()) {
    const { shop, conversation, post } = await shared(FACEBOOK, PAGE, connectBoth, psid(1));
    for (const way of order) {
      if (way === "echo") await post("direct", echo);
      if (way === "created") await post("chatwoot", inbox(conversation, "message_created", null));
      if (way === "updated") await post("chatwoot", inbox(conversation, "message_updated", "m_1"));
    }
    expect([order.join(), await messages(shop)]).toEqual([
      order.join(),
      [{ id: "m_1", who: "agent", name: "林客服", text: "您好", n: 1 }],
    ]);
  }
});

test("what the agent took back in Chatwoot is blank by both of its names, also when it comes again", async () => {
  const { shop, conversation, post } = await shared(FACEBOOK, PAGE, connectBoth, psid(1));
  const fields = { id: 5, content: "您好", ...agent };
  await post("direct", metaEvent({ message: { mid: "m_0", text: "hi" } }, { at: TEST_NOW - 1000 }));
  await post("chatwoot", messageEvent(conversation, fields));
  const deleted = { ...fields, source_id: "m_1", content_attributes: { deleted: true } };
  await post("chatwoot", messageEvent(conversation, deleted, { event: "message_updated" }));
  await post("direct", metaEcho({ mid: "m_1", text: "您好" }));
  await post("chatwoot", messageEvent(conversation, fields));
  expect(JSON.stringify(await rowsOf(shop, "select * from message"))).not.toContain("您好");
});

test("a WhatsApp status meets the message Chatwoot sent, by the name the provider gave it", async () => {
  const { shop, conversation, post } = await shared(WHATSAPP, NUMBER, connectWhatsapp, waId(1));
  await post("direct", statusChange("wamid.OUT=", "read", { number: waId(1) }));
  await post("chatwoot", messageEvent(conversation, { id: 5, content: "您好", ...agent }));
  const named = { id: 5, content: "您好", source_id: "wamid.OUT=", ...agent };
  await post("chatwoot", messageEvent(conversation, named, { event: "message_updated" }));
  expect(
    await rowsOf(
      shop,
      "select m.text, s.rank from message m join message_status s using (channel_id, provider_id)",
    ),
  ).toEqual([{ text: "您好", rank: 3 }]);
});

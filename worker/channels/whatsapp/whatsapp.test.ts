import { expect, test } from "vitest";
import { forEachEngine } from "../../test/engines.ts";
import { metaSignature, postMetaRaw, VERIFY_TOKEN } from "../../test/fakes/meta.ts";
import {
  addNumber,
  bodyOf,
  bsuid,
  change,
  connectWhatsapp,
  fakeCloud,
  messageChange,
  NUMBER,
  OTHER_NUMBER,
  postWhatsapp,
  statusChange,
  textChange,
  waId,
} from "../../test/fakes/whatsapp.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

type Json = Record<string, unknown>;
const ANNA = { id: bsuid(1), number: waId(1) };
const seconds = String(TEST_NOW / 1000);

async function connected(createWorkspace = createTestWorkspace) {
  const shop = await createWorkspace();
  const connectionId = await connectWhatsapp(shop);
  const deliver = async (...changes: Json[]) => {
    expect((await postWhatsapp(shop, connectionId, ...changes)).status).toBe(200);
    await work(shop);
    expect(shop.reported).toEqual([]);
  };
  return { shop, connectionId, deliver };
}

const count = async (shop: TestWorkspace, table: string) =>
  Number((await rowsOf(shop, `select count(*) as n from ${table}`))[0]?.["n"]);

forEachEngine("WhatsApp's webhooks", (createWorkspace) => {
  test("a message makes a contact by the id that lasts, an edit, a status and a changed id are its own", async () => {
    const { shop, deliver } = await connected(createWorkspace);
    await deliver(textChange("wamid.1", "你好", ANNA));
    await deliver(
      messageChange(
        "wamid.2",
        {
          type: "edit",
          edit: { original_message_id: "wamid.1", message: { type: "text", text: { body: "您好" } } },
        },
        ANNA,
        TEST_NOW + 1000,
      ),
      statusChange("wamid.9", "read", ANNA),
      statusChange("wamid.9", "delivered", ANNA),
    );
    await deliver(
      textChange("wamid.3", "a", { number: waId(2) }),
      textChange("wamid.4", "b", { id: bsuid(2) }),
    );
    await deliver(textChange("wamid.5", "c", { id: bsuid(2), number: waId(2) }));
    expect(
      await rowsOf(
        shop,
        `select c.external_id, c.name, c.phone, v.message_count as n, h.account_id as account from contact c
        join conversation v on v.contact_id = c.id join channel h on h.id = c.channel_id order by 1`,
      ),
    ).toEqual([
      { external_id: bsuid(1), name: "Lin", phone: `+${waId(1)}`, n: 1, account: NUMBER },
      { external_id: bsuid(2), name: "Lin", phone: `+${waId(2)}`, n: 3, account: NUMBER },
    ]);
    expect(
      await rowsOf(
        shop,
        "select text, edited_at - ? as after from message where provider_id = 'wamid.1'",
        TEST_NOW,
      ),
    ).toEqual([{ text: "您好", after: 1000 }]);
    expect(await rowsOf(shop, "select rank from message_status")).toEqual([{ rank: 3 }]);
    expect(await rowsOf(shop, "select payload from inbound_event where payload <> '{}'")).toEqual([]);
  });
});

test("the webhook is set up by whoever knows the token; nothing is stored for a forged or cut post", async () => {
  const { shop, connectionId } = await connected();
  const ask = (token: string) =>
    shop.fetch(
      `/w/${shop.slug}/hooks/${connectionId}?hub.mode=subscribe&hub.challenge=77&hub.verify_token=${token}`,
    );
  expect(await (await ask(VERIFY_TOKEN)).text()).toBe("77");
  expect((await ask("another")).status).toBe(403);
  const body = bodyOf([textChange("wamid.1", "你好", ANNA)]);
  const refused = async (given: string, signature: string) =>
    (await postMetaRaw(shop, connectionId, given, signature)).status;
  expect(await refused(body, metaSignature(body, "another"))).toBe(401);
  expect(await refused(body.slice(0, -1), metaSignature(body))).toBe(401);
  expect(await refused(body.replace("TW.9", "TW.8"), metaSignature(body))).toBe(401);
  expect(await refused(body.slice(0, -1), metaSignature(body.slice(0, -1)))).toBe(400);
  const page = JSON.stringify({ object: "page", entry: [] });
  expect(await refused(page, metaSignature(page))).toBe(400);
  expect(await count(shop, "inbound_event")).toBe(0);
  expect(await refused(body, metaSignature(body))).toBe(200);
});

test("every type of message keeps what the thread shows of it", async () => {
  const { shop, deliver } = await connected();
  const messages: Json[] = [
    { type: "image", image: { id: "77", mime_type: "image/jpeg", sha256: "x", caption: "看這個" } },
    { type: "audio", audio: { id: "78", mime_type: "audio/ogg", voice: true } },
    { type: "document", document: { id: "79", filename: "報價.pdf", mime_type: "application/pdf" } },
    { type: "sticker", sticker: { id: "80", mime_type: "image/webp", animated: true } },
    { type: "location", location: { latitude: 25.03, longitude: 121.56, name: "門市", address: "台北市" } },
    {
      type: "contacts",
      contacts: [
        { name: { formatted_name: "Ben" }, phones: [{ phone: "+886 912" }], emails: [{ email: "b@x.test" }] },
      ],
    },
    {
      type: "interactive",
      interactive: { type: "button_reply", button_reply: { id: "size-m", title: "M" } },
    },
    {
      type: "interactive",
      interactive: { type: "list_reply", list_reply: { id: "r1", title: "退貨", description: "7 天內" } },
    },
    {
      type: "interactive",
      interactive: { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json: '{"a":1}' } },
    },
    { type: "button", button: { payload: "YES", text: "要" } },
    {
      type: "order",
      order: {
        catalog_id: "5",
        text: "謝謝",
        product_items: [{ product_retailer_id: "p1", quantity: 2, item_price: 90, currency: "TWD" }],
      },
    },
    {
      type: "unsupported",
      errors: [
        { code: 131051, title: "Unsupported", error_data: { details: "Message type is not supported" } },
      ],
    },
    { type: "text", text: { body: "re" }, context: { from: "886900000000", id: "wamid.0", forwarded: true } },
    { type: "hologram", hologram: { id: "1" } },
  ];
  await deliver(
    ...messages.map((fields, i) => messageChange(`wamid.${String(i).padStart(2, "0")}`, fields, ANNA)),
  );
  const rows = await rowsOf(shop, "select type, text, content from message order by provider_id");
  expect(rows.map(({ type, text, content }) => [type, text, JSON.parse(String(content))])).toEqual([
    ["image", "看這個", { mediaId: "77", mimeType: "image/jpeg" }],
    ["audio", null, { mediaId: "78", mimeType: "audio/ogg", voice: true }],
    ["file", null, { mediaId: "79", mimeType: "application/pdf", fileName: "報價.pdf" }],
    ["sticker", null, { mediaId: "80", mimeType: "image/webp", animated: true }],
    ["location", "台北市", { title: "門市", address: "台北市", latitude: 25.03, longitude: 121.56 }],
    ["contacts", "Ben", { contacts: [{ name: "Ben", phone: "+886 912", email: "b@x.test" }] }],
    ["interactive", "M", { kind: "button_reply", data: "size-m" }],
    ["interactive", "退貨", { kind: "list_reply", data: "r1", description: "7 天內" }],
    ["interactive", "Sent", { kind: "nfm_reply", form: '{"a":1}' }],
    ["button", "要", { data: "YES" }],
    ["order", "謝謝", { catalogId: "5", items: [{ id: "p1", quantity: 2, price: 90, currency: "TWD" }] }],
    ["unsupported", null, { error: { code: "131051", title: "Message type is not supported" } }],
    ["text", "re", { quotedMessageId: "wamid.0", forwarded: "once" }],
    ["hologram", null, {}],
  ]);
});

test("an ad, a reaction, a system message and what was written in the Business app are what they are", async () => {
  const { shop, deliver } = await connected();
  const referral = {
    source_url: "https://fb.me/x",
    source_id: "120",
    source_type: "ad",
    headline: "冬季特賣",
    ctwa_clid: "clid",
    body: "…",
  };
  await deliver(
    messageChange("wamid.1", { type: "text", text: { body: "hi" }, referral }, ANNA),
    messageChange("wamid.2", { type: "reaction", reaction: { message_id: "wamid.9", emoji: "👍" } }, ANNA),
    messageChange(
      "wamid.3",
      { type: "system", system: { type: "customer_identity_changed", body: "New security code" } },
      ANNA,
    ),
    change(
      {
        message_echoes: [
          {
            from: "886900000000",
            to: ANNA.number,
            to_user_id: ANNA.id,
            id: "wamid.9",
            timestamp: seconds,
            type: "text",
            text: { body: "in the app" },
          },
          {
            from: "886900000000",
            to: ANNA.number,
            id: "wamid.10",
            timestamp: seconds,
            type: "text",
            text: { body: "wrong" },
          },
          {
            from: "886900000000",
            to: ANNA.number,
            id: "wamid.11",
            timestamp: seconds,
            type: "revoke",
            revoke: { original_message_id: "wamid.10" },
          },
        ],
      },
      { field: "smb_message_echoes" },
    ),
    messageChange(
      "wamid.12",
      { type: "text", text: { body: "in a group" }, group_id: "g" },
      { number: waId(9) },
    ),
  );
  expect(await count(shop, "contact")).toBe(1);
  expect(
    await rowsOf(shop, "select provider_id as id, sender_kind as who, text from message order by id"),
  ).toEqual([
    { id: "wamid.1", who: "customer", text: "hi" },
    { id: "wamid.10", who: "agent", text: null },
    { id: "wamid.9", who: "agent", text: "in the app" },
  ]);
  expect(await rowsOf(shop, "select emoji, side from message_reaction")).toEqual([
    { emoji: "👍", side: "customer" },
  ]);
  const events = await rowsOf(
    shop,
    "select kind, actor_kind as actor, data from event where kind <> 'contact.created' order by kind",
  );
  expect(events.map(({ kind, actor, data }) => [kind, actor, JSON.parse(String(data))])).toEqual([
    [
      "contact.referred",
      "customer",
      { by: "ad", title: "冬季特賣", ref: "clid", adId: "120", url: "https://fb.me/x" },
    ],
    ["conversation.activity", "system", { text: "New security code" }],
    ["message.unsent", "system", {}],
  ]);
  expect(await rowsOf(shop, "select last_team_at is not null as team from contact")).toEqual([{ team: 1 }]);
});

test("the customer's own stop stands above the team, the newest word counts, and a refusal for it is one too", async () => {
  const preference = (value: string, at: number) =>
    change(
      {
        user_preferences: [
          {
            user_id: ANNA.id,
            wa_id: ANNA.number,
            category: "marketing_messages",
            value,
            detail: "…",
            timestamp: at / 1000,
          },
        ],
      },
      { field: "user_preferences" },
    );
  const stop = preference("stop", TEST_NOW - 60_000);
  const resume = preference("resume", TEST_NOW - 30_000);
  const refusal = statusChange("wamid.5", "failed", ANNA, TEST_NOW, {
    errors: [{ code: 131050, title: "Stopped" }],
  });
  const after = async (...changes: Json[]) => {
    const { shop, deliver } = await connected();
    for (const one of changes) await deliver(one);
    const [contact] = await rowsOf(
      shop,
      "select unsubscribed_by_customer_at - ? as u from contact",
      TEST_NOW,
    );
    const events = await rowsOf(shop, "select kind from event where kind like 'marketing.%' order by at");
    return [contact?.["u"], ...events.map(({ kind }) => kind)];
  };
  expect(await after(stop)).toEqual([-60_000, "marketing.stopped"]);
  expect(await after(stop, resume)).toEqual([null, "marketing.stopped", "marketing.resumed"]);
  expect(await after(resume, stop)).toEqual([null, "marketing.stopped", "marketing.resumed"]);
  expect(await after(refusal, resume)).toEqual([0, "marketing.resumed"]);
  expect(await after(refusal)).toEqual([0]);
});

test("a status never goes back, comes before the message or without it, and a failure is final", async () => {
  const { shop, deliver } = await connected();
  const error = { errors: [{ code: 131026, title: "Undeliverable" }] };
  await deliver(
    statusChange("wamid.1", "read", ANNA, TEST_NOW + 3000),
    statusChange("wamid.1", "sent", ANNA, TEST_NOW + 1000),
    statusChange("wamid.2", "failed", ANNA, TEST_NOW, error),
    statusChange("wamid.2", "read", ANNA, TEST_NOW + 9000),
    statusChange("wamid.3", "played", {}, TEST_NOW),
  );
  // A message to somebody makes them no contact; what we do not know of them does.
  expect(await count(shop, "contact")).toBe(0);
  await deliver(
    change({
      statuses: [{ id: "wamid.4", status: "teleported", timestamp: seconds, recipient_id: ANNA.number }],
    }),
  );
  expect(
    await rowsOf(
      shop,
      "select provider_id as id, rank, read_at - ? as read, delivered_at as delivered, error from message_status order by 1",
      TEST_NOW,
    ),
  ).toEqual([
    { id: "wamid.1", rank: 3, read: 3000, delivered: null, error: null },
    {
      id: "wamid.2",
      rank: 9,
      read: 9000,
      delivered: null,
      error: '{"code":"131026","title":"Undeliverable"}',
    },
    { id: "wamid.3", rank: 4, read: null, delivered: null, error: null },
  ]);
  expect(await rowsOf(shop, "select kind, data from event where kind <> 'contact.created'")).toEqual([
    { kind: "channel.unknown", data: '{"type":"status: teleported"}' },
  ]);
  expect(await count(shop, "message")).toBe(0);
});

test("numbers are told apart, one nobody added waits, and news of nobody is shown with the connection", async () => {
  const { shop, connectionId, deliver } = await connected();
  await deliver(
    change(
      { messages: [{ from: waId(1), id: "wamid.1", timestamp: seconds, type: "text", text: { body: "x" } }] },
      { number: OTHER_NUMBER },
    ),
  );
  const admin = shop.client("admin");
  const [before] = await admin.connections.list.query({});
  expect(before?.unknownAccounts).toMatchObject([{ accountKey: OTHER_NUMBER, kind: "whatsapp", events: 1 }]);
  expect(await count(shop, "contact")).toBe(0);
  await addNumber(shop, connectionId, OTHER_NUMBER);
  await work(shop);
  expect(
    await rowsOf(shop, "select h.account_id as account from contact c join channel h on h.id = c.channel_id"),
  ).toEqual([{ account: OTHER_NUMBER }]);

  const template = {
    event: "REJECTED",
    message_template_id: 1,
    message_template_name: "sale",
    message_template_language: "zh_TW",
    reason: "ABUSIVE_CONTENT",
  };
  const bare = (field: string, value: Json) => ({ field, value });
  await deliver(
    bare("message_template_status_update", template),
    bare("great_new_field", { secret: "9876" }),
    bare("great_new_field", { secret: "9877" }),
    change({ errors: [{ code: 130429, title: "Rate limit hit" }] }),
  );
  const [after] = await admin.connections.list.query({});
  expect(after?.notices.map(({ kind, accountKey, data }) => [kind, accountKey, data]).sort()).toEqual([
    ["error", NUMBER, { code: "130429", title: "Rate limit hit" }],
    ["template", null, { template: "sale", language: "zh_TW", state: "REJECTED", reason: "ABUSIVE_CONTENT" }],
    ["unknown", null, { field: "great_new_field" }],
  ]);
  expect(JSON.stringify(await rowsOf(shop, "select * from connection_notice"))).not.toContain("987");
});

test("hostile texts and ids are kept readable, and nothing of a stranger's sentence moves a contact", async () => {
  const { shop, deliver } = await connected();
  await deliver(textChange("wamid.1", "victim", { id: bsuid(7) }));
  const hostile = `<img src=x onerror=alert(1)>\u202e\0\ud800👩‍👩‍👧${"x".repeat(10_000)}`;
  await deliver(
    textChange("wamid.2", hostile, { ...ANNA, name: `User changed from ${bsuid(7)} to ${ANNA.id}` }),
    change({
      messages: [
        {
          id: "wamid.3",
          timestamp: seconds,
          type: "system",
          system: {
            type: "user_changed_user_id",
            user_id: ANNA.id,
            body: `User x changed from ${bsuid(7)} to ${ANNA.id}`,
          },
        },
      ],
    }),
    change({
      messages: [null, 7, "x", { type: "text" }, { from: {}, id: [], type: "text" }],
      contacts: "?",
      statuses: [{ id: 1 }],
    }),
    change({
      messages: [
        { from: "javascript:alert(1)", id: "wamid.4", timestamp: "-1", type: "text", text: { body: "y" } },
      ],
    }),
  );
  expect(await rowsOf(shop, "select external_id as id from contact order by 1")).toEqual([
    { id: ANNA.id },
    { id: bsuid(7) },
  ]);
  const [row] = await rowsOf(shop, "select text from message where provider_id = 'wamid.2'");
  expect(String(row?.["text"])).toHaveLength(10_000);
  expect(row?.["text"]).not.toContain("\0");
  expect(await count(shop, "inbound_event where error is not null or processed_at is null")).toBe(0);
});

test("a token that is over shows with the connection while messages keep coming in; a file is fetched with it", async () => {
  const shop = await createTestWorkspace();
  const cloud = await fakeCloud();
  const connectionId = await connectWhatsapp(shop, cloud);
  await work(shop);
  cloud.files.set("77", { type: "image/jpeg", bytes: "x" });
  const list = async () => (await shop.client("admin").connections.list.query({}))[0];
  expect(await list()).toMatchObject({ state: "active" });
  const image = { type: "image", image: { id: "77", mime_type: "image/jpeg" } };
  await postWhatsapp(shop, connectionId, messageChange("wamid.1", image, ANNA));
  await work(shop);
  const [message] = await rowsOf(shop, "select id from message");
  const media = () =>
    shop.fetch(`/w/${shop.slug}/files/media/${String(message?.["id"])}/0`, {
      headers: { Authorization: `Bearer ${shop.token("agent")}` },
    });
  await media();
  expect(cloud.asked).toContain("/file/77");
  cloud.token = "another";
  expect((await media()).status).toBe(502);
  expect(await list()).toMatchObject({ state: "failing", stateReason: "access_token_refused" });
  await postWhatsapp(shop, connectionId, textChange("wamid.2", "still here", ANNA));
  await work(shop);
  expect(await count(shop, "message")).toBe(2);
});

test("a message Meta counts as marketing is the team's last marketing, from whatever system it was sent", async () => {
  const { shop, deliver } = await connected();
  await deliver(textChange("wamid.1", "hi", ANNA));
  const marketed = () => rowsOf(shop, "select last_marketing_at as at from contact");
  const priced = (category: string) => ({ pricing: { billable: true, pricing_model: "PMP", category } });
  await deliver(statusChange("wamid.2", "sent", ANNA, TEST_NOW - 9000, priced("utility")));
  expect(await marketed()).toEqual([{ at: null }]);
  await deliver(
    statusChange("wamid.3", "delivered", ANNA, TEST_NOW - 5000, priced("marketing")),
    statusChange("wamid.3", "read", ANNA, TEST_NOW - 1000, priced("marketing")),
    statusChange("wamid.4", "failed", ANNA, TEST_NOW - 500, priced("marketing")),
  );
  await deliver(statusChange("wamid.3", "sent", ANNA, TEST_NOW - 6000, priced("marketing")));
  expect(await marketed()).toEqual([{ at: TEST_NOW - 5000 }]);
  await deliver(statusChange("wamid.5", "sent", { id: bsuid(7) }, TEST_NOW, priced("marketing")));
  expect(await count(shop, "contact")).toBe(1);
});

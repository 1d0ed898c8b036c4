import { expect, test } from "vitest";
import { bsuid, change, messageChange, textChange, waId } from "../../test/fakes/whatsapp.ts";
import { rowsOf } from "../../test/work.ts";
import { type Json, ANNA, seconds, connected, count } from "../../test/fakes/whatsapp-connected.ts";

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

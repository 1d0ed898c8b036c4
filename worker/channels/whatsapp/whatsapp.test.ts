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
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import { type Json, ANNA, seconds, connected, count } from "../../test/fakes/whatsapp-connected.ts";

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
